# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words that say little about what is searched for; folded, simplified Chinese."""

# Weigh nothing: grammar, politeness, times, and what every search means anyway.
STOP = frozenset(
    """
    a about after again ago all already also always am an and another any anybody
    anymore anyone anything are arent as asap ask at available away be because been
    before being between both but by came can cannot cant come comes coming could
    couldnt dear did didnt do does doesnt doing done dont down during each either else
    ever every everything few find first for from further gave get gets getting give
    given go goes going gone got had has hasnt have havent having he hello help her
    here hers hey hi him his how i id if ill im in into is isnt it its ive just keep
    kindly know last later least let like look looking made make makes making many may
    maybe me might mine month months more most much must my need needed needing needs
    never next no none not nothing now of off often ok okay old on once one ones only
    or other our ours out over own per place please possible put quite rather really
    request right same saw say says see seem seems seen several shall she should show
    since so some somebody someone something soon still stuff such take takes taking
    tell than thank thanks that the their them then there these they thing things this
    those through to today tomorrow tonight too under until up upon urgent urgently us
    use used using very via want wanted wants was wasnt way we week weekend weeks well
    went were what whats when where wheres whether which while who whom whose why will
    with within without wont would year years yes yesterday yet you your yours
    monday tuesday wednesday thursday friday saturday sunday morning afternoon evening
    noon january february march april june july august september october november
    december sooo soo apply application free
    """.split()
)

# Say something beside better words only.
WEAK = frozenset(
    """
    another big colleague company customer day days different employee
    form good information issue issues list name new number office people person
    problem question service small start support system team work working
    answer person hour hours wrong lost right safe inside outside
    """.split()
)

# Common English words that are no slips of others.
KNOWN = frozenset(
    """
    able above across add address age agree air alone among amount angry animal answer
    apart arm arrive art ball band bank base bath bear beat bed bell best better bike
    bill bird blood blow board boat body book border born boss bottle bottom box boy
    brand bread break bring broken brother brown build burn business busy buy call
    camera card care carry case cash cat catch cause cell center cent chance charge
    cheap check child choice choose church circle city claim class clean clear climb
    clock close cloth cloud coat coffee cold color colour cook cool copy corner correct
    cost count country course court cover cross crowd cry cup current cut damage dance
    danger dark data date dead deal death decide deep degree design dial differ dinner
    direct dirty doctor dog door double doubt draw dream dress drink drive drop dry due
    early earth east easy eat edge effect egg electric else empty end engine enjoy
    enough enter equal error event exact example excite exit expect eye face fact fail
    fair fall family famous far farm fast father fear feed feel feet field fight figure
    fill film final fine finger finish fire fish fit fix flat floor flow flower fly
    follow food foot force foreign forget form forward found fresh friend front fruit
    full fun game garden gas gate general gift girl glad glass goal gold great green
    grey ground group grow guess guest guide hair half hand handle happy hard hate head
    health hear heart heat heavy height hide high hill history hit hold hole holiday
    home hope horse hospital hot house huge human hurt ice image impact inch include
    indoor industry ink iron island item job join joint joke judge jump keen key kick
    kid kill kind king kitchen knife lady land language large late laugh law lay lead
    learn leave left leg lend length less lesson letter level lie life lift light line
    link lip liquid live load local lock long loose lose loss lot loud love low luck
    lunch machine mail main male man manage map mark market marry match matter meal
    mean meat media medium meet member memory menu message metal method middle mile
    milk mind minute miss mix mobile mode model money moon mother motor mount mouth
    move movie music nail narrow near neat neck news nice night noise normal north
    nose note notice nurse object ocean odd offer oil open option orange outdoor oven
    owner pack page pain paint pair paper parent park part partner party pass past path
    pause pay peace pen pencil pet phone photo pick picture piece pilot pink pipe plan
    plane plant plastic plate play please plenty pocket point poor pool pop port post
    pot pound power press pretty price print prize prove public pull pump pure push
    quality queen quick quiet race radio rain raise range rank rate reach read ready
    real reason red reduce refer refuse relax remain remove rent repeat reply rest rice
    rich ride ring rise risk river road rock role roll roof room root rope rough round
    row rule run rush sad sail salt sand save scale school science score sea search
    season seat second secret sell send sense serve set shade shake shape share sharp
    sheet shelf shell ship shirt shoe shoot shop short shout shower shut sick side sign
    silent silver simple sing sister site size skill skin sky sleep slide slow smart
    smell smile smoke snow soap sock soft soil solid son song sort sound soup south
    space speak speed spell spend sport spot spring square stage stair stamp stand star
    state station stay steal steam steel step stick stock stone stop store storm story
    straight strange street strike strong student study style sugar suit summer sun
    supply sure surface sweet swim switch table tail talk tall tap task taste tax tea
    teach tear tent term text thick thin think third throat throw ticket tidy tie tight
    time tin tiny tip tire title tone tool tooth top total touch tour towel town toy
    track trade train travel treat tree trick trip trouble truck true trust try turn
    twice type ugly uncle unit upper usual valley value view visit voice vote wage wait
    wake walk wall war warm wash waste watch water wave weak wear weather weight west
    wet wheel white whole wide wife wild win wind window wine wing winter wire wise
    wish woman wonder wood word world worry write yard yellow young zero zone
    """.split()
)

# Pieces of Chinese sentences that weigh nothing; the longer are taken out first.
STOP_HAN = tuple(
    sorted(
        """
        请问 麻烦 你好 您好 谢谢 帮忙 帮我 帮看 帮 请 我要 我想 想要 需要 要 想 我们
        我的 我 你 您 他们 他 她 怎么办 怎么样 怎么 如何 什么时候 什么 哪里 哪儿 在哪
        哪个 哪 为什么 为啥 能不能 能否 可不可以 可以 可否 能 是不是 是否 有没有 有
        没有 没 吗 呢 吧 啊 呀 了 的 得 地 着 过 把 被 给 让 跟 和 与 或 及 对 从 在
        到 去 来 一下 一个 一台 一张 一份 一些 一家 几个 这个 那个 这批 这 那 个 些 点
        下 今天 明天 昨天 后天 上周 下周 本周 上个月 下个月 这个月 本月 今年 明年 去年
        周一 周二 周三 周四 周五 周六 周日 星期 申请 办理 办 弄 搞 找 看看 看 用 就 都
        也 还 又 很 太 再 先 已经 刚刚 刚 老是 总是 突然 现在 目前 里 里面 上面 外面
        时候 东西 事情 问题 老 好像 不了 不 之前 以后 之后 前 后 公司 部门 同事 客户
        单位
        """.split(),
        key=len,
        reverse=True,
    )
)

WEAK_HAN = frozenset(
    """
    客户 顾客 设备 系统 工作 员工 服务 信息 新 部门 人员 会议 文件 资料 项目 要求 情况
    名称 时间 测试 处理 查询 登记 登录 支持 技术 管理 报告 工程师 经理 助理
    """.split()
)
