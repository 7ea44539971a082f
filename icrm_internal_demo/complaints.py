# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A few complaints of Halden Instruments: three protections, two languages."""

DESK = "ruth"

# who, protection, department, about its head, subject, text, steps: (who, what, values)
COMPLAINTS = [
    (
        "claire",
        "identified",
        "procurement",
        False,
        "Six weeks for a lens mount",
        "The lens mount was ordered on the third. Twice I was told that it was on its "
        "way. It had never been ordered, and the experiment is now five weeks late.",
        [
            (DESK, "action_acknowledge", ()),
            (DESK, "_assign", "sofia"),
            ("sofia", "action_ask", ("Do you still have the two answers you got?",)),
            ("claire", "action_write", ("Yes: both said that it was in transit.",)),
        ],
    ),
    (
        "ning",
        "identified",
        "it",
        False,
        "测试台的权限等了十二天",
        "新测试台的访问权限申请了十二天才开通，期间没有人告诉我进展，测试计划因此推迟。",
        [
            (
                DESK,
                "action_acknowledge",
                ("已收到您的投诉。让您久等了，很抱歉。",),
            ),
            (DESK, "_assign", "sofia"),
            (
                "sofia",
                "_decide",
                (
                    "justified",
                    "complaint_cause_handover",
                    "投诉成立：申请在两个小组之间停留了九天，没有人负责。",
                    "基础设施组从下周起每天清点待接收的转交。",
                ),
            ),
            (
                "ning",
                "action_follow_up",
                ({"outcome": "yes", "score": 4, "opinion": "说明很清楚，谢谢。"},),
            ),
        ],
    ),
    (
        "hao",
        "confidential",
        "research",
        True,
        "排班不公平",
        "实验室的夜班总是由同样的三个人承担，提出来以后反而排得更多。",
        [(DESK, "action_acknowledge", ())],
    ),
    (
        "nora",
        "confidential",
        "hr",
        False,
        "My salary was discussed in the corridor",
        "Two colleagues of another department knew of my raise before I did. It can "
        "only have come from one place.",
        [
            (DESK, "action_acknowledge", ()),
            (DESK, "_assign", DESK),
            (
                DESK,
                "_decide",
                (
                    "partly",
                    "complaint_cause_conduct",
                    "The list lay open at a printer that two departments share.",
                    "Payroll prints on its own device behind a badge.",
                ),
            ),
        ],
    ),
    (
        None,
        "anonymous",
        "logistics",
        False,
        "Forklift brakes",
        "The brakes of the blue forklift have been bad since spring. We were told to "
        "go on using it until the audit is over.",
        [(DESK, "action_acknowledge", ())],
    ),
    (
        None,
        "anonymous",
        "admin",
        False,
        "食堂供应商的礼物",
        "行政部在选择食堂供应商之前收到了礼物，请查一查最后一次招标。",
        [],
    ),
]


def build_complaints(env, departments):
    """File them through the doors that people use.

    :param departments: {key of company.DEPARTMENTS: department}
    """
    users = {user.login: user for user in env["res.users"].search([])}
    Complaint = env["icrm.complaint"]
    for login, protection, key, about_head, subject, text, steps in COMPLAINTS:
        department = departments[key]
        if protection == "anonymous":
            complaint, _key = Complaint._file_anonymous(
                {"department": str(department.id), "subject": subject, "body": text},
                Complaint._new_form(),
            )
        else:
            complaint = Complaint.with_user(users[login]).file_complaint(
                {
                    "protection": protection,
                    "against": "department",
                    "department_id": department.id,
                    "against_head": about_head,
                    "subject": subject,
                    "body": text,
                }
            )
        for actor, method, values in steps:
            mine = complaint.sudo(False).with_user(users[actor])
            mine = mine.with_context(lang=users[actor].lang)
            if method == "_assign":
                mine.action_assign(users[values].id)
            elif method == "_decide":
                finding, cause, decision, remedy = values
                mine.action_decide(
                    {
                        "finding": finding,
                        "cause_id": env.ref(f"icrm_internal.{cause}").id,
                        "decision": decision,
                        "remedy": remedy,
                    }
                )
            else:
                getattr(mine, method)(*values)
