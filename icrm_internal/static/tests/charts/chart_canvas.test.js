/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, useState, xml} from "@odoo/owl";
import {animationFrame} from "@odoo/hoot-mock";
import {describe, destroy, expect, test} from "@odoo/hoot";
import {queryOne} from "@odoo/hoot-dom";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";
import {ChartCanvas} from "@icrm_internal/charts/chart_canvas.esm";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const config = (values = [1, 2]) => ({
    type: "bar",
    data: {labels: values.map(String), datasets: [{label: "n", data: values}]},
});
const chart = () => Chart.getChart(queryOne("canvas"));

test("draws what it is told, with a sentence for those who cannot see it", async () => {
    await mountWithCleanup(ChartCanvas, {
        props: {config: config(), label: "条形图", height: 240},
    });
    expect(chart().config.type).toBe("bar");
    expect(chart().data.datasets[0].data).toEqual([1, 2]);
    expect("canvas[role=img]").toHaveAttribute("aria-label", "条形图");
    expect(queryOne("canvas").parentElement.style.height).toBe("240px");
});

test("fills its box, does not move; the config has the last word", async () => {
    await mountWithCleanup(ChartCanvas, {
        props: {config: {...config(), options: {animation: true}}, label: "x"},
    });
    expect(chart().options.maintainAspectRatio).toBe(false);
    expect(chart().options.animation).not.toBe(false);
    expect(queryOne("canvas").parentElement.style.height).toBe("320px");
});

test("another config is another chart: the old one is gone", async () => {
    let parent = null;
    class Parent extends Component {
        static components = {ChartCanvas};
        static props = [];
        static template = xml`<ChartCanvas config="state.config" label="'x'"/>`;
        setup() {
            parent = this;
            this.state = useState({config: config()});
        }
    }
    await mountWithCleanup(Parent);
    const before = chart();
    parent.state.config = config([7]);
    await animationFrame();
    expect(chart() === before).toBe(false);
    expect(before.ctx).toBe(null);
    expect(chart().data.datasets[0].data).toEqual([7]);
});

test("a click on an element says which; one beside says nothing", async () => {
    await mountWithCleanup(ChartCanvas, {
        props: {config: config(), label: "x", onPick: (index) => expect.step(index)},
    });
    const {onClick} = chart().options;
    onClick({}, [{index: 1}]);
    onClick({}, []);
    expect.verifySteps([1]);
});

test("nothing to pick: no click", async () => {
    await mountWithCleanup(ChartCanvas, {props: {config: config(), label: "x"}});
    expect(chart().config.options.onClick).toBe(undefined);
});

test("leaves nothing behind", async () => {
    const component = await mountWithCleanup(ChartCanvas, {
        props: {config: config(), label: "x"},
    });
    const drawn = chart();
    destroy(component);
    expect(drawn.ctx).toBe(null);
});
