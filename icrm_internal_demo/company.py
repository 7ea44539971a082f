# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Halden Instruments: an invented maker of measuring devices in Shanghai.

Every person, number and address is made up.
"""

NAME = {"en_US": "Halden Instruments", "zh_CN": "衡典仪器", "zh_TW": "衡典儀器"}

# key: names, the department above
DEPARTMENTS = {
    "board": ({"en_US": "Management", "zh_CN": "管理层", "zh_TW": "管理層"}, None),
    "hr": (
        {"en_US": "Human Resources", "zh_CN": "人力资源部", "zh_TW": "人力資源部"},
        None,
    ),
    "it": ({"en_US": "IT", "zh_CN": "信息技术部", "zh_TW": "資訊技術部"}, None),
    "it_infra": (
        {"en_US": "Infrastructure", "zh_CN": "基础设施组", "zh_TW": "基礎設施組"},
        "it",
    ),
    "finance": ({"en_US": "Finance", "zh_CN": "财务部", "zh_TW": "財務部"}, None),
    "procurement": (
        {"en_US": "Procurement", "zh_CN": "采购部", "zh_TW": "採購部"},
        None,
    ),
    "admin": (
        {"en_US": "Administration", "zh_CN": "行政部", "zh_TW": "行政部"},
        None,
    ),
    "legal": ({"en_US": "Legal", "zh_CN": "法务部", "zh_TW": "法務部"}, None),
    "logistics": (
        {"en_US": "Logistics", "zh_CN": "物流部", "zh_TW": "物流部"},
        None,
    ),
    "research": ({"en_US": "Research", "zh_CN": "研发部", "zh_TW": "研發部"}, None),
}


# login, name, department, job title, language, role.
# An empty login: an employee without a user account. "head" leads the department.
def get_name(name, lang):
    """Return a person's name in their own language: of both written side by side."""
    latin, _space, chinese = name.rpartition(" ")
    return chinese if lang.startswith("zh") else latin


PEOPLE = [
    ("helen", "Helen Brandt 何兰", "board", "Managing Director", "en_US", "head"),
    ("sofia", "Sofia Lindqvist 林思菲", "board", "Quality Officer", "en_US", "officer"),
    ("omar", "Omar Haddad 欧玛", "board", "Internal Auditor", "en_US", "auditor"),
    ("ruth", "Ruth Adler 陆思", "board", "Ombudswoman", "en_US", "desk"),
    # Human Resources
    ("mei", "Zhou Mei 周梅", "hr", "Head of Human Resources", "zh_CN", "head"),
    ("jonas", "Jonas Weber 韦伯", "hr", "Recruiter", "en_US", "agent"),
    ("liping", "Xu Liping 徐丽萍", "hr", "Payroll Specialist", "zh_CN", "agent"),
    ("anita", "Anita Rao 拉奥", "hr", "Training Coordinator", "en_US", "agent"),
    ("hong", "Gao Hong 高红", "hr", "HR Assistant", "zh_CN", ""),
    # IT
    ("daniel", "Daniel Okafor 奥卡福", "it", "Head of IT", "en_US", "head"),
    ("wei", "Li Wei 李伟", "it", "Service Desk Engineer", "zh_CN", "agent"),
    ("priya", "Priya Nair 奈尔", "it", "Service Desk Engineer", "en_US", "agent"),
    ("tao", "Chen Tao 陈涛", "it", "Application Specialist", "zh_CN", "agent"),
    ("lukas", "Lukas Novak 诺瓦克", "it_infra", "Infrastructure Lead", "en_US", "head"),
    ("jing", "Sun Jing 孙静", "it_infra", "Network Engineer", "zh_CN", "agent"),
    ("bo", "Ma Bo 马博", "it_infra", "Systems Engineer", "zh_CN", "agent"),
    # Finance
    ("carla", "Carla Mendes 门德斯", "finance", "Head of Finance", "en_US", "head"),
    ("ying", "Huang Ying 黄英", "finance", "Accountant", "zh_CN", "agent"),
    ("peter", "Peter Hughes 休斯", "finance", "Controller", "en_US", "agent"),
    ("xiu", "Deng Xiu 邓秀", "finance", "Cashier", "zh_CN", "agent"),
    ("nora", "Nora Fischer 费舍尔", "finance", "Accountant", "en_US", ""),
    ("min", "Tang Min 唐敏", "finance", "Tax Specialist", "zh_CN", ""),
    # Procurement
    ("jun", "Wang Jun 王军", "procurement", "Head of Procurement", "zh_CN", "head"),
    ("elena", "Elena Rossi 罗西", "procurement", "Senior Buyer", "en_US", "agent"),
    ("fang", "Liu Fang 刘芳", "procurement", "Buyer", "zh_CN", "agent"),
    ("victor", "Victor Santos 桑托斯", "procurement", "Buyer", "en_US", ""),
    ("yan", "He Yan 何燕", "procurement", "Supplier Quality", "zh_CN", ""),
    # Administration
    ("grace", "Grace Kim 金恩", "admin", "Head of Administration", "en_US", "head"),
    ("lan", "Cai Lan 蔡兰", "admin", "Office Manager", "zh_CN", "agent"),
    ("tom", "Tom Becker 贝克", "admin", "Facility Technician", "en_US", "agent"),
    ("qiang", "Peng Qiang 彭强", "admin", "Driver", "zh_CN", ""),
    ("", "Shen Guilan 沈桂兰", "admin", "Receptionist", "zh_CN", ""),
    ("", "Zeng Fu 曾福", "admin", "Caretaker", "zh_CN", ""),
    # Legal
    ("amira", "Amira Saleh 萨利赫", "legal", "General Counsel", "en_US", "head"),
    ("kai", "Luo Kai 罗凯", "legal", "Legal Counsel", "zh_CN", "agent"),
    ("julia", "Julia Meyer 迈尔", "legal", "Contract Manager", "en_US", "agent"),
    ("xue", "Song Xue 宋雪", "legal", "Paralegal", "zh_CN", ""),
    # Logistics
    ("bin", "Zhao Bin 赵斌", "logistics", "Head of Logistics", "zh_CN", "head"),
    ("diego", "Diego Morales 莫拉莱斯", "logistics", "Dispatcher", "en_US", "agent"),
    ("hui", "Feng Hui 冯慧", "logistics", "Warehouse Planner", "zh_CN", "agent"),
    ("leo", "Leo Martin 马丁", "logistics", "Customs Specialist", "en_US", ""),
    ("", "Jiang Dawei 蒋大伟", "logistics", "Warehouse Worker", "zh_CN", ""),
    ("", "Qin Guoqing 秦国庆", "logistics", "Warehouse Worker", "zh_CN", ""),
    ("", "Yu Shan 余珊", "logistics", "Packer", "zh_CN", ""),
    ("", "Pan Liang 潘亮", "logistics", "Forklift Driver", "zh_CN", ""),
    # Research
    (
        "ingrid",
        "Ingrid Solberg 索尔贝格",
        "research",
        "Head of Research",
        "en_US",
        "head",
    ),
    ("rui", "Zhang Rui 张睿", "research", "Optics Engineer", "zh_CN", "agent"),
    ("marco", "Marco Bianchi 比安奇", "research", "Lab Manager", "en_US", "agent"),
    ("dan", "Wu Dan 吴丹", "research", "Firmware Engineer", "zh_CN", ""),
    ("claire", "Claire Dubois 杜布瓦", "research", "Physicist", "en_US", ""),
    ("hao", "Xie Hao 谢浩", "research", "Mechanical Engineer", "zh_CN", ""),
    ("aisha", "Aisha Khan 可汗", "research", "Data Scientist", "en_US", ""),
    ("ning", "Guo Ning 郭宁", "research", "Test Engineer", "zh_CN", ""),
    ("felix", "Felix Braun 布劳恩", "research", "Firmware Engineer", "en_US", ""),
    ("lei", "Tian Lei 田磊", "research", "Optics Engineer", "zh_CN", ""),
    ("maria", "Maria Silva 席尔瓦", "research", "Product Designer", "en_US", ""),
    ("shu", "Fan Shu 范舒", "research", "Technical Writer", "zh_CN", ""),
    ("ivan", "Ivan Petrov 彼得罗夫", "research", "Test Engineer", "en_US", ""),
    ("yun", "Bai Yun 白云", "research", "Lab Technician", "zh_CN", ""),
    ("", "Hou Jie 侯杰", "research", "Lab Technician", "zh_CN", ""),
]
PEOPLE = [
    (login, get_name(name, lang), department, job, lang, role)
    for login, name, department, job, lang, role in PEOPLE
]
