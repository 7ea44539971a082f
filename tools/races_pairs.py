# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pairs of tools/races.py: who does what, on what, and what it promises."""

from types import SimpleNamespace

PAIRS = []


def pair(name, world, build, one, other, keeps=None, look="look"):
    """Add a pair to the table.

    :param build: method of the world that makes what is decided on: a dictionary
    :param one: (who, action): an attribute of the world, ``None`` for a
        scheduled job; a function that takes everything, as that user sees it
    :param keeps: takes (outcome of one, of other, the state afterwards)
    """
    PAIRS.append(
        SimpleNamespace(
            name=name,
            world=world,
            build=build,
            one=one,
            other=other,
            keeps=keeps,
            look=look,
        )
    )


def merge(one, into):
    return lambda seen: getattr(seen, one).action_icrm_merge(getattr(seen, into).id)


def call(name, method, *args):
    """Return what calls a method of a record; arguments may be functions of *seen*."""

    def what(seen):
        values = [arg(seen) if callable(arg) else arg for arg in args]
        return getattr(getattr(seen, name), method)(*values)

    return what


def stage(name):
    """Drag the request to the column "done", as the board does."""
    return lambda seen: getattr(seen, name).write({"stage_id": seen.done_stage.id})


def withdrawn(stands):
    return sum(ticket[1] == "withdrawn" for ticket in stands)


def third_once(_one, _other, stands):
    """The third step began, once."""
    return stands[1][2] == "running" and len(stands[2]) == 3


def _add_steps(world):
    """Two steps of a plan that end at once: the third begins, and only once."""
    first = ("buyer", call("b", "action_icrm_resolve"))
    pair(
        "two steps end",
        world,
        "stepped",
        first,
        ("agent", call("c", "action_icrm_resolve")),
        lambda one, other, stands: both(one, other, 0) and third_once(0, 0, stands),
        look="look_steps",
    )
    pair(
        "a step ends, the other is skipped",
        world,
        "stepped",
        first,
        ("second_agent", call("step", "action_skip", "Has one")),
        third_once,
        look="look_steps",
    )
    pair(
        "a step ends, the whole is withdrawn",
        world,
        "stepped",
        first,
        ("staff", call("a", "action_icrm_withdraw")),
        lambda _one, _other, stands: stands[0] == "withdrawn"
        and not {"new", "in_progress"} & set(stands[2]),
        look="look_steps",
    )
    job = (None, lambda s: s.env["helpdesk.ticket"]._cron_icrm_forecast())
    pair(
        "the day of a step comes, two jobs",
        world,
        "dated",
        job,
        job,
        third_once,
        look="look_steps",
    )
    pair(
        "the day of a step comes, the whole is withdrawn",
        world,
        "dated",
        job,
        ("staff", call("a", "action_icrm_withdraw")),
        lambda _one, other, stands: other != "done"
        or not {"new", "in_progress"} & set(stands[2]),
        look="look_steps",
    )


def once(one, other, _stands):
    """Exactly one of them did it."""
    return sorted((one, other)) == ["done", "refused"]


def both(one, other, _stands):
    return one == other == "done"


def add_searches():
    def learn(seen):
        seen.anything.with_context(icrm_missed_query="plugh").action_open_request()

    pair(
        "first to search a word in vain, first, too",
        "Requests",
        "searched",
        ("staff", learn),
        ("second_agent", learn),
        lambda one, other, stands: both(one, other, stands) and stands == (2,),
        look="look_misses",
    )


def add_requests():
    add = "Requests"
    resolve = ("agent", call("a", "action_icrm_resolve"))
    withdraw = ("staff", call("a", "action_icrm_withdraw"))
    ask_inside = (
        "officer",
        lambda s: s.a._icrm_take_commitment(customer_date="2031-01-01 12:00:00"),
    )
    pair(
        "ask inside, ask inside",
        add,
        "customers_ticket",
        ask_inside,
        ask_inside,
        lambda one, other, stands: both(one, other, stands) and stands[0] == 1,
        look="look_commitments",
    )
    a_into_b = ("agent", merge("a", "b"))
    pair(
        "merge A into B, B into A",
        add,
        "three",
        a_into_b,
        ("second_agent", merge("b", "a")),
        lambda *all_: once(*all_) and withdrawn(all_[2]) == 1,
    )
    pair(
        "merge A into B, withdraw B",
        add,
        "three",
        a_into_b,
        ("staff", call("b", "action_icrm_withdraw")),
        lambda _one, other, stands: other == "done",
    )
    pair(
        "merge A into B, resolve B",
        add,
        "three",
        a_into_b,
        ("second_agent", call("b", "action_icrm_resolve")),
    )
    pair(
        "merge A into B, drag B to done",
        add,
        "three",
        a_into_b,
        ("second_agent", stage("b")),
    )
    pair(
        "merge A into B, B into C",
        add,
        "three",
        a_into_b,
        ("second_agent", merge("b", "c")),
        lambda one, other, stands: withdrawn(stands) == [one, other].count("done"),
    )
    pair(
        "merge B with A in it into C, C into B",
        add,
        "chained",
        ("agent", merge("b", "c")),
        ("second_agent", merge("c", "b")),
        once,
    )
    pair(
        "merge A into B, A into C",
        add,
        "three",
        a_into_b,
        ("second_agent", merge("a", "c")),
        once,
    )
    pair(
        "merge A into B, C into B",
        add,
        "three",
        a_into_b,
        ("second_agent", merge("c", "b")),
        both,
    )
    pair(
        "merge A into B, A into B",
        add,
        "three",
        a_into_b,
        ("second_agent", merge("a", "b")),
        once,
    )
    pair("merge A into B, withdraw A", add, "three", a_into_b, withdraw, once)
    pair("merge A into B, resolve A", add, "three", a_into_b, resolve, once)
    pair(
        "merge A into B, hand B over",
        add,
        "three",
        a_into_b,
        (
            "second_agent",
            call("b", "action_icrm_hand_over", lambda s: s.finance_team.id, "Buy it"),
        ),
    )
    pair(
        "merge A into B, refuse B",
        add,
        "mixed",
        a_into_b,
        (
            "boss",
            lambda s: s.b.sudo().icrm_approval_id.with_env(s.env).action_refuse("No"),
        ),
    )
    pair(
        "resolve, withdraw",
        add,
        "single",
        resolve,
        withdraw,
        once,
    )
    pair(
        "resolve, resolve",
        add,
        "single",
        resolve,
        ("second_agent", call("a", "action_icrm_resolve", "It is done")),
        once,
    )
    pair("drag to done, withdraw", add, "single", ("agent", stage("a")), withdraw)
    pair(
        "take, take",
        add,
        "single",
        ("agent", call("a", "action_icrm_take")),
        ("second_agent", call("a", "action_icrm_take")),
        once,
    )
    pair(
        "take, withdraw",
        add,
        "single",
        ("agent", call("a", "action_icrm_take")),
        withdraw,
        lambda _one, other, _stands: other == "done",
    )
    pair(
        "ask, withdraw",
        add,
        "single",
        ("agent", call("a", "action_icrm_ask", "Which one?")),
        withdraw,
        lambda _one, other, _stands: other == "done",
    )
    give = (
        "agent",
        call("a", "action_icrm_hand_over", lambda s: s.finance_team.id, "Buy"),
    )
    pair(
        "hand over, hand over to another",
        add,
        "single",
        give,
        (
            "second_agent",
            call("a", "action_icrm_hand_over", lambda s: s.other_team.id, "Buy"),
        ),
        once,
    )
    pair("hand over, withdraw", add, "single", give, withdraw)
    pair(
        "hand over, resolve",
        add,
        "single",
        give,
        ("second_agent", call("a", "action_icrm_resolve")),
        once,
    )
    acknowledge = ("buyer", call("handover", "action_acknowledge"))
    give_back = ("seller", call("handover", "action_return", "Not ours"))
    pair("acknowledge, return", add, "handed", acknowledge, give_back, once)
    pair(
        "acknowledge, acknowledge",
        add,
        "handed",
        acknowledge,
        ("seller", call("handover", "action_acknowledge")),
        once,
    )
    pair("acknowledge, withdraw", add, "handed", acknowledge, withdraw)
    pair("return, withdraw", add, "handed", give_back, withdraw)
    pair(
        "return, resolve",
        add,
        "handed",
        give_back,
        ("buyer", call("a", "action_icrm_resolve")),
        once,
    )
    confirm = ("staff", call("a", "action_icrm_confirm"))
    reopen = ("staff", call("a", "action_icrm_reopen", "Still broken"))
    pair("reopen, confirm", add, "resolved", reopen, confirm)
    pair("reopen, reopen", add, "resolved", reopen, reopen, once)
    pair(
        "rate, rate",
        add,
        "resolved",
        ("staff", call("a", "action_icrm_rate", 5)),
        ("staff", call("a", "action_icrm_rate", 5)),
        both,
    )
    pair(
        "rate, reopen",
        add,
        "resolved",
        ("staff", call("a", "action_icrm_rate", 5)),
        reopen,
    )
    pair(
        "reopen, counts as confirmed",
        add,
        "unheard",
        reopen,
        (None, lambda s: s.env["helpdesk.ticket"]._cron_icrm_confirm()),
        both,
    )
    pair(
        "last part, last part",
        add,
        "split",
        ("buyer", call("b", "action_icrm_resolve")),
        ("seller", call("c", "action_icrm_resolve")),
        lambda one, other, stands: both(one, other, 0) and stands[0][1] == "resolved",
    )
    pair(
        "last part, withdraw the other",
        add,
        "split",
        ("buyer", call("b", "action_icrm_resolve")),
        ("agent", call("c", "action_icrm_withdraw")),
        lambda one, other, stands: stands[0][1] == "resolved",
    )
    part = call("a", "action_icrm_split", lambda s: s.purchase.id, {"name": "More"})
    pair(
        "split, resolve the whole",
        add,
        "single",
        ("agent", part),
        (
            "second_agent",
            call("a", "action_icrm_resolve"),
        ),
    )
    pair(
        "split again, last part",
        add,
        "split_once",
        ("agent", part),
        ("buyer", call("b", "action_icrm_resolve")),
    )
    _add_steps(add)
    approve = ("boss", call("approval", "action_approve"))
    pair(
        "approve, refuse",
        add,
        "guarded_one",
        approve,
        ("deputy", call("approval", "action_refuse", "Too dear")),
        once,
    )
    pair(
        "approve, deputy approves",
        add,
        "guarded_one",
        approve,
        ("deputy", call("approval", "action_approve")),
        once,
    )
    pair("approve, withdraw", add, "guarded_one", approve, withdraw)
    pair(
        "refuse, withdraw",
        add,
        "guarded_one",
        ("boss", call("approval", "action_refuse", "Too dear")),
        withdraw,
        once,
    )


def add_agreements():
    add = "Agreements"
    theirs = ("finance_head", call("a", "action_sign"))
    pair(
        "sign, the other side signs",
        add,
        "proposed",
        ("it_head", call("a", "action_sign")),
        theirs,
        lambda one, other, stands: both(one, other, 0) and stands[0][1] == "signed",
    )
    pair(
        "sign, sign what excludes it",
        add,
        "two_half_signed",
        theirs,
        ("finance_head", call("b", "action_sign")),
        once,
    )
    pair("sign, sign again", add, "half_signed", theirs, theirs, once)
    pair(
        "sign, take back",
        add,
        "half_signed",
        theirs,
        ("it_head", call("a", "action_draft", "A mistake")),
        once,
    )
    pair(
        "new version, new version",
        add,
        "signed",
        ("it_head", call("a", "action_new_version")),
        ("it_head", call("a", "action_new_version")),
        both,
    )
    pair(
        "end, end",
        add,
        "signed",
        ("it_head", call("a", "action_end")),
        ("it_head", call("a", "action_end")),
        once,
    )
    pair(
        "end, ends by itself",
        add,
        "expired",
        ("it_head", call("a", "action_end")),
        (None, lambda s: s.env["icrm.agreement"]._cron_advance()),
        lambda _one, other, _stands: other == "done",
    )
    pair(
        "sign the next version, end this one",
        add,
        "next_half_signed",
        ("finance_head", call("b", "action_sign")),
        ("it_head", call("a", "action_end")),
    )
    pair(
        "propose, delete the last line",
        add,
        "only",
        ("it_head", call("a", "action_propose")),
        ("it_head", lambda s: s.a.line_ids.unlink()),
        once,
    )


def add_improvements():
    add = "Improvements"
    head = "it_head"
    pair(
        "start, abandon",
        add,
        "plan",
        (head, call("a", "action_start")),
        (head, call("a", "action_abandon", "No money")),
    )
    pair(
        "close, try again",
        add,
        "failed",
        (head, call("a", "action_close")),
        (head, call("a", "action_try_again")),
        once,
    )
    pair(
        "try again, try again",
        add,
        "failed",
        (head, call("a", "action_try_again")),
        (head, call("a", "action_try_again")),
        once,
    )
    pair(
        "close, tell everybody",
        add,
        "told",
        (head, call("a", "action_close")),
        (head, call("a", "action_publish")),
        lambda one, other, stands: both(one, other, 0) and stands[3] == 1,
    )
    start = (head, call("a", "action_start_improvement"))
    pair("start of an idea, start", add, "idea", start, start, both, "look_idea")
    need = (head, call("a", "action_make_need"))
    pair("need of an idea, need", add, "idea", need, need, both, "look_idea")
    vote = ("colleague", call("a", "action_vote", True))
    back = ("colleague", call("a", "action_vote", False))
    pair(
        "vote, vote",
        add,
        "idea",
        vote,
        vote,
        lambda one, other, stands: both(one, other, 0) and stands[0] == 1,
        "look_idea",
    )
    pair(
        "take the vote back, take it back",
        add,
        "voted",
        back,
        back,
        lambda one, other, stands: both(one, other, 0) and stands[0] == 0,
        "look_idea",
    )
    pair(
        "vote, somebody else votes",
        add,
        "idea",
        vote,
        ("staff", call("a", "action_vote", True)),
        lambda one, other, stands: both(one, other, 0) and stands[0] == 2,
        "look_idea",
    )
    answer = ("it_head", call("a", "action_answer"))
    pair("answer, answer", add, "feedback", answer, answer, look="look_feedback")
    public = ("it_head", call("a", "action_create_public_answer"))
    pair("in public, in public", add, "feedback", public, public, both, "look_feedback")
    pair(
        "activate the plan, close the risk",
        add,
        "risk",
        (head, call("a", "action_activate", "She left")),
        (head, call("a", "action_close")),
        once,
        "look_state",
    )
    pair(
        "plan the training, drop it",
        add,
        "training",
        (head, call("a", "action_plan")),
        (head, call("a", "action_cancel")),
        look="look_state",
    )
    pair(
        "publish a process, another one",
        add,
        "process",
        (head, call("a", "action_publish")),
        (head, call("b", "action_publish")),
        both,
        "look_process",
    )
    pair(
        "publish a process, delete its last step",
        add,
        "process",
        (head, call("a", "action_publish")),
        (head, call("step", "unlink")),
        once,
        "look_process",
    )
    version = (head, call("a", "action_new_version"))
    pair(
        "new version of a process, another",
        add,
        "standard",
        version,
        version,
        both,
        "look_process",
    )
    publish = (head, call("a", "action_publish"))
    pair(
        "publish a service, publish",
        add,
        "catalogue",
        publish,
        publish,
        both,
        "look_service",
    )
    pair(
        "publish a service, retire it",
        add,
        "catalogue",
        publish,
        (head, call("a", "action_retire")),
        look="look_service",
    )
    refresh = ("officer", call("a", "action_refresh"))
    pair("refresh, refresh", add, "segment", refresh, refresh, both, "look_segment")
    pin = ("staff", call("a", "action_pin", True))
    pair("pin, pin", add, "catalogue", pin, pin, both, "look_service")


def add_complaints():
    add = "Complaints"
    decide = (
        "neutral",
        lambda s: s.a.action_decide({**s._world._decision()}),
    )
    write = ("staff", call("a", "action_write", "One more thing"))
    yes = ("desk", call("a", "action_follow_up", {"outcome": "yes", "channel": "talk"}))
    pair(
        "acknowledge a complaint, acknowledge",
        add,
        "filed",
        ("desk", call("a", "action_acknowledge")),
        ("desk", call("a", "action_acknowledge")),
        once,
    )
    pair("decide, decide", add, "handled", decide, decide, once)
    pair(
        "decide, assign to another",
        add,
        "handled",
        decide,
        ("desk", call("a", "action_assign", lambda s: s.go_between.id)),
        once,
    )
    pair(
        "decide, ask",
        add,
        "handled",
        decide,
        (
            "neutral",
            call("a", "action_ask", "When?"),
        ),
    )
    pair(
        "satisfied, not satisfied",
        add,
        "decided",
        yes,
        ("staff", call("a", "action_follow_up", {"outcome": "no"})),
        once,
    )
    pair("write, close", add, "decided", write, yes)
    pair(
        "write, write",
        add,
        "handled",
        write,
        ("neutral", call("a", "action_write", "I look into it")),
        both,
    )
    pair(
        "reopen a complaint, reopen",
        add,
        "closed",
        ("staff", call("a", "action_reopen", "It began again")),
        ("desk", call("a", "action_reopen", "It began again")),
        once,
    )
    better = ("desk", call("a", "action_start_improvement"))
    pair("improve after a complaint, improve", add, "decided", better, better, both)


def add_campaigns():
    add = "Campaigns"
    open_ = ("officer", call("a", "action_open"))
    close = ("officer", call("a", "action_close"))
    publish = ("officer", call("a", "action_publish"))
    pair("open, open", add, "draft", open_, open_, once)
    pair(
        "open, delete the question",
        add,
        "draft",
        open_,
        ("officer", call("question", "unlink")),
        once,
    )
    pair(
        "open, delete whom it is about",
        add,
        "draft",
        open_,
        ("officer", call("subject", "unlink")),
        once,
    )
    pair("close, close", add, "opened", close, close, once)
    pair(
        "close, answer",
        add,
        "opened",
        close,
        ("officer", lambda s: s._world.fill(s.last.sudo(), s.question.sudo())),
    )
    pair(
        "close, closes by itself",
        add,
        "overdue",
        close,
        (None, lambda s: s.env["icrm.campaign"]._cron_advance()),
        lambda _one, other, _stands: other == "done",
    )
    pair("publish, publish", add, "over", publish, publish, once)


def add_cycles():
    add = "Cycles"
    open_ = ("officer", call("a", "action_open"))
    close = ("officer", call("a", "action_close"))
    publish = ("officer", call("a", "action_publish"))
    pair("open a cycle, open", add, "draft", open_, open_, once)
    pair(
        "open a cycle, propose anew",
        add,
        "draft_with_one",
        open_,
        ("officer", call("a", "action_propose")),
    )
    pair(
        "open a cycle, delete the last evaluator",
        add,
        "draft_with_one",
        open_,
        ("officer", call("evaluator", "unlink")),
        once,
    )
    pair("close a cycle, close", add, "opened", close, close, once)
    pair(
        "close a cycle, submit",
        add,
        "opened",
        close,
        ("staff", call("mine", "action_submit")),
    )
    pair(
        "close a cycle, closes by itself",
        add,
        "overdue",
        close,
        (None, lambda s: s.env["icrm.evaluation.cycle"]._cron_advance()),
        lambda _one, other, _stands: other == "done",
    )
    pair("publish a cycle, publish", add, "over", publish, publish, once)
    pair(
        "put a cycle away, begin to improve",
        add,
        "published",
        ("officer", call("a", "action_dismiss")),
        ("it_head", call("score", "action_start_improvement")),
        once,
    )


def add_scorecards():
    add = "Scorecards"

    def freeze(seen):
        seen.env["icrm.scorecard"].action_freeze("month", str(seen.first))

    def preview_(seen):
        seen.env["icrm.scorecard"].action_preview("month", str(seen.first))

    def at_night(seen):
        seen.env["icrm.kpi.period"]._cron_compute()

    compute_all = (
        "officer",
        lambda seen: seen.env["icrm.kpi.period"].action_compute_now(),
    )
    publish = ("officer", call("card", "action_publish"))

    def correct(points):
        return "officer", lambda s: s.env["icrm.scorecard.correction"].create(
            {"scorecard_id": s.card.id, "points": points, "reason": "Counted twice"}
        )

    compute = ("officer", call("period", "action_compute"))
    reopen = ("officer", call("period", "action_reopen", "Again"))
    pair(
        "freeze, freeze", add, "entered", ("officer", freeze), ("officer", freeze), both
    )
    preview = ("officer", preview_)
    pair("preview, preview", add, "entered", preview, preview, both)
    pair("preview, freeze", add, "entered", preview, ("officer", freeze), both)
    pair("compute all, compute all", add, "gap", compute_all, compute_all, both)
    pair("compute all, at night, too", add, "gap", compute_all, (None, at_night))
    pair("publish a scorecard, publish", add, "frozen", publish, publish, both)
    pair("correct, correct", add, "frozen", correct(5), correct(-2), both)
    pair("correct, publish", add, "frozen", correct(5), publish, both)
    pair("compute, compute", add, "reopened", compute, compute)
    pair("compute, reopen", add, "period", reopen, compute)
    pair("reopen a period, reopen", add, "period", reopen, reopen, both)


def add_access_log():
    add = "AccessLog"

    def whole(one, other, stands):
        return both(one, other, stands) and stands[0] == "intact"

    record = (
        "officer",
        lambda s: s.env["icrm.access.log"]._record("reveal", s.service, "Now"),
    )
    chain = ("officer", lambda s: s.env["icrm.access.log"].sudo()._chain())
    check = ("auditor", lambda s: s.env["icrm.access.log"].action_check())
    erase = (
        "admin_user",
        lambda s: s.env["icrm.access.key"].sudo()._erase(s.officer),
    )
    pair("log, log", add, "entries", record, record, whole)
    pair("log, chain", add, "entries", record, chain, whole)
    pair("chain, chain", add, "entries", chain, chain, whole)
    pair("chain, check", add, "entries", chain, check, whole)
    pair("check, check", add, "entries", check, check, whole)
    pair("erase, chain", add, "entries", erase, chain, whole)
    pair("erase, log", add, "entries", erase, record, whole)


for add_pairs in (
    add_searches,
    add_requests,
    add_agreements,
    add_improvements,
    add_complaints,
    add_campaigns,
    add_cycles,
    add_scorecards,
    add_access_log,
):
    add_pairs()
