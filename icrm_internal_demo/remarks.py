# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What evaluators write in their own language: two sentences, no pair of them twice."""

from itertools import product

# (language, whether content): what they say first, and then
SENTENCES = {
    ("en", True): (
        (
            "Always friendly, and clear about what they cannot do.",
            "Quick answers on most days.",
            "Since spring it has become much better.",
            "Meetings are short and useful.",
            "I get a call before things go wrong.",
            "Handovers work well now.",
            "They know our work and ask good questions.",
            "Dates are met.",
        ),
        (
            "Keep going.",
            "I would send a colleague there any time.",
            "The monthly talk helped a lot.",
            "Our project owes them a week.",
            "Their notes are worth reading.",
            "I hope it lasts through the year-end.",
            "One more person on Mondays would help.",
            "The new form is easier, too.",
        ),
    ),
    ("en", False): (
        (
            "I never know who has my request.",
            "Good people, too few of them: things lie for days.",
            "They solve the case, not the cause.",
            "The form asks for things that are not needed.",
            "It takes three mails to get one answer.",
            "Dates move without a word.",
            "Each of them tells me something else.",
            "The start was late again.",
        ),
        (
            "A word now and then would do.",
            "The same thing comes back every month.",
            "A list of who does what would save us time.",
            "Please plan more hands for the end of the quarter.",
            "I would rather call than fill in one more field.",
            "Let us talk about it in the next meeting.",
            "A second contact would help.",
            "We had to explain it to our own customers.",
        ),
    ),
    ("zh", True): (
        (
            "态度一直很好，做不到的也会直说。",
            "事情交给他们很放心。",
            "遇到问题会主动打电话说明。",
            "开春以来进步明显。",
            "会议简短，结论清楚。",
            "交接比以前顺畅多了。",
            "熟悉我们的业务，问题问得到位。",
            "答应的时间都做到了。",
        ),
        (
            "希望继续保持。",
            "这一点非常好。",
            "每月的沟通会很有帮助。",
            "项目因此提前了一周。",
            "写的记录值得一看。",
            "年底高峰期也请这样安排。",
            "周一能多一个人就更好了。",
            "新表单也方便了不少。",
        ),
    ),
    ("zh", False): (
        (
            "回复很快，但结果有时要再催一次。",
            "交接的时候信息丢了两次。",
            "不知道申请在谁手里。",
            "人手太少，事情常常放好几天。",
            "表单要填的内容太多。",
            "时间改了也不说一声。",
            "问了几个人，说法不一样。",
            "这次又开始得太晚。",
        ),
        (
            "希望能改进。",
            "同样的问题每个月都会出现。",
            "有一份分工表就好了。",
            "季度末请多安排一些人。",
            "能打电话解决的就别再填表了。",
            "下次会上可以一起讨论。",
            "最好再指定一位联系人。",
            "我们只好自己向客户解释。",
        ),
    ),
}


class Remarks:
    """Hands out remarks, each once."""

    def __init__(self, dice):
        self.left = {}
        for key, parts in SENTENCES.items():
            pairs = list(product(*parts))
            dice.shuffle(pairs)
            self.left[key] = pairs

    def take(self, lang, is_content):
        """Return a remark in a person's language; False if all are taken."""
        language = "zh" if (lang or "").startswith("zh") else "en"
        pairs = self.left[language, is_content]
        return ("" if language == "zh" else " ").join(pairs.pop()) if pairs else False
