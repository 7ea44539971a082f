# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people write to each other; (English, Chinese) each."""

DETAILS = [
    (
        "It would be good to have it this week. Thank you!",
        "希望本周内能处理，谢谢！",
    ),
    (
        "No hurry, but please tell me when I can expect it.",
        "不着急，请告诉我大概什么时候可以完成。",
    ),
    (
        "My team waits for it, so the sooner the better.",
        "我们组都在等，越快越好。",
    ),
    ("Call me if anything is unclear.", "有不清楚的地方请打电话给我。"),
]
FIRST_REPLIES = [
    (
        "Thank you, I have taken this over and start today.",
        "您好，已受理，今天开始处理。",
    ),
    (
        "Got it. I will look at it right after lunch.",
        "收到，午饭后马上看。",
    ),
    (
        "Thanks for the details, everything I need is there.",
        "信息很完整，谢谢，我来处理。",
    ),
]
QUESTIONS = [
    (
        "Which cost centre shall I use?",
        "请问用哪个成本中心？",
    ),
    (
        "Could you send me a photo, please?",
        "能发一张照片吗？",
    ),
    (
        "Is Thursday early enough for you?",
        "周四可以吗？",
    ),
]
ANSWERS = [
    ("Yes, that is fine.", "可以，没问题。"),
    ("Sorry for the delay. It is 4711, as always.", "抱歉回复晚了，还是 4711。"),
    ("Attached to my next mail, thank you.", "稍后邮件发给您，谢谢。"),
]
RESOLUTIONS = [
    (
        "Done. Please have a look and tell me if anything is missing.",
        "已完成，请查看，如有问题请告诉我。",
    ),
    ("It is ready; you can pick it up at our counter.", "已准备好，可以来前台领取。"),
    ("Solved. The cause was an old setting.", "已解决，原因是旧设置。"),
]
PRAISE = [
    ("Fast and friendly, thank you!", "又快又好，谢谢！"),
    ("Exactly what I needed.", "正是我需要的。"),
    ("", ""),
    ("", ""),
    ("", ""),
]
BLAME = [
    (
        "I had to ask three times before anybody answered.",
        "催了三次才有人回复。",
    ),
    (
        "It took twice as long as promised.",
        "用的时间是承诺的两倍。",
    ),
    (
        "Solved in the end, but nobody told me what was going on.",
        "最后解决了，但过程中没有人告诉我进展。",
    ),
]
REOPENINGS = [
    ("It happens again since this morning.", "今天早上又出现了。"),
    ("One part is still missing.", "还缺一部分。"),
]
