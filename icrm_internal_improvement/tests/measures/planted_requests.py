# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests of one service with recurring problems planted among them."""

from random import Random

# Each in several wordings, as different people write it
PLANTED = {
    "vpn": [
        "VPN drops every {n} minutes since the update",
        "The VPN connection drops all the time",
        "vpn drop after update, connection lost",
        "My VPN keeps dropping the connection",
        "Connection of the VPN drops again since the last update",
        "VPN conection drops when I work from home",
    ],
    "打印机": [
        "三楼打印机又卡纸了",
        "打印机卡纸，换纸以后还是卡",
        "{n}号打印机卡纸打不出来",
        "打印机一直卡纸，请处理",
        "打印机总卡纸，打印合同时卡住",
        "三樓印表機卡紙",
    ],
    "scanner": [
        "Scanner sends blank pages to my mailbox",
        "Scanned pages arrive blank in the mailbox",
        "The scanner on floor {n} scans blank pages",
        "Blank pages from the scanner",
        "Scaner mails only blank pages",
        "All pages that I scan arrive blank",
    ],
}
# Written after the limits were chosen, and not used to change them
HELD_BACK = {
    "payslip": [
        "Payslip of last month is missing in the portal",
        "My payslip is not in the portal",
        "Missing payslip, portal shows nothing",
        "The portal has no payslip for me",
        "cannot find my payslip in portal since {n} days",
        "Payslips missing from the portal again",
    ],
    "空调": [
        "会议室空调漏水",
        "空调漏水滴到桌上",
        "{n}楼空调又漏水了",
        "办公室的空调漏水，地毯湿了",
        "空调一直漏水，请来修",
        "冷氣漏水",
    ],
}
# Seen once, when the weights were chosen
SEEN = {
    "invoice": [
        "Invoice upload stops with an error",
        "Error when uploading an invoice",
        "I cannot upload invoices, error {n}",
        "Uploading of invoices fails with error {n}",
        "invoice upload error again",
        "The portal shows an error for every invoice upload",
    ],
    "考勤": [
        "手机考勤打卡失败",
        "考勤打卡一直失败",
        "今天考勤打不了卡，提示失败",
        "打卡失败，考勤记录缺了{n}天",
        "考勤系统打卡失败",
        "早上考勤打卡失败，请补",
    ],
}
SUBJECTS = """
    laptop battery swollen|mouse|docking station|second monitor|headset|keyboard layout
    |calendar invitation|shared folder|mail signature|distribution list|licence for the
    drawing program|spreadsheet macro|colour profile|phone forwarding|voicemail greeting
    |badge reader|meeting room camera|projector cable|browser bookmarks|backup restore
    |old invoices archive|database export|tablet for the warehouse|label size|guest wifi
    |certificate warning|screen flicker|fan noise|time zone|language pack|font missing
    |contact card|external drive|webcam|power adapter|sim card|desk phone|mailbox full
""".replace("\n    ", " ").split("|")
VERBS = [
    "broken",
    "needs replacing",
    "how to set it up",
    "does not work",
    "please install",
    "stolen",
    "too slow",
    "move to my new desk",
    "order for a colleague",
    "wrong colour",
    "question about the warranty",
    "remove",
    "missing after the holiday",
    "is loud",
]
CHINESE = (
    """
    笔记本电脑电池鼓包|鼠标双击失灵|扩展坞无法识别|申请第二台显示器|耳机没有声音|键盘进水|邮箱容量已满
    |会议室投影线坏了|开通共享文件夹权限|安装绘图软件|电话转接设置|门禁卡刷不开|无线网络密码|浏览器证书提示
    |屏幕闪烁|风扇声音大|移动硬盘加密|手机卡补办|字体缺失|日历同步不了|恢复误删的表格|仓库平板申请|数据库导出
    |更换座位电话|签名模板|时区不对|摄像头打不开|财务系统登录慢|远程桌面断开|申请临时账号
""".replace("\n    ", "")
    .strip()
    .split("|")
)
OPENINGS = ["", "", "Hello, ", "Please help: ", "Urgent! ", "你好，", "麻烦看一下，"]


def plant(seed, matters, each, background):
    """Return [(text, matter or None)] in random order."""
    drawn = Random(seed)
    wordings = {**PLANTED, **SEEN, **HELD_BACK}
    requests = []
    for matter in matters:
        for _number in range(each):
            text = drawn.choice(wordings[matter]).format(n=drawn.randrange(2, 40))
            requests.append((drawn.choice(OPENINGS) + text, matter))
    for _number in range(background):
        if drawn.random() < 0.6:
            text = f"{drawn.choice(SUBJECTS).strip()} {drawn.choice(VERBS)}"
        else:
            text = drawn.choice(CHINESE).strip()
        requests.append((drawn.choice(OPENINGS) + text, None))
    drawn.shuffle(requests)
    return requests
