// A small regulation for the stories of S8: one area of Quảng Điền's printed draft with two mistakes it really has (no due
// date in I.1.1, no level below 50 % in I.1.3), and beside it criteria that others score.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DRAFT = fileURLToPath(new URL("../../ops/systems/quang-dien-2023.draft.json", import.meta.url));

export function smallRegulation(id) {
    const text = JSON.parse(readFileSync(DRAFT, "utf8"));
    const [area] = text.criteria_sets[0].criteria;
    const plan = area.children.find((c) => c.code === "I.1"); // 2.00 + 1.00 + 2.00
    const leaf = (code, printed, title, maximum, scored_by, rule, more = {}) => ({
        code, printed, title, maximum, evidence: [{ text: "Hồ sơ theo dõi của Phòng Nội vụ" }], scored_by, rule, ...more });
    const items = [{ key: "viec", text: "Việc đã xác minh", points_each: "0.50" }];
    text.id = id;
    text.title = "Bộ tiêu chí chấm điểm CCHC đối với cơ quan chuyên môn năm 2026";
    text.year = 2026;
    text.notes = [];
    text.issued_by = { issuer: "UBND huyện Quảng Điền" };
    text.control = { reviewed_by: "Trưởng phòng Nội vụ" };
    text.drafting = { ...text.drafting, comments_from: "2026-01-05", comments_until: "2026-01-20", printed_phrase: "trước ngày 20/01/2026", boundary: "exclusive", issued_before: "2026-02-01" };
    text.rounds[0] = { ...text.rounds[0], printed_phrase: "trước ngày 15/12", until: "12-15", boundary: "exclusive", from: "11-01", deadline_kind: "hard" };
    text.rounds[1] = { ...text.rounds[1], from: "12-15", until: "12-25" };
    text.rounds.push({ id: "survey", kind: "survey", title: "Điều tra xã hội học" }, { id: "leaders", kind: "leaders", title: "Lãnh đạo cho điểm" });
    text.surveys = [{ id: "hai-long", title: "Điều tra sự hài lòng", respondents: [{ key: "nguoi-dan", text: "Người dân", forms: 40 }], answer_least: "1.00", answer_most: "5.00", minimum_valid_forms: 5 }];
    text.ballots = [{ id: "lanh-dao", title: "Lãnh đạo huyện cho điểm", entered_by: "standing_department", step: "0.50",
        leaders: [{ key: "chu-tich", text: "Chủ tịch UBND huyện" }, { key: "pct", text: "Phó Chủ tịch UBND huyện" }] },
    { id: "chu-tich", title: "Chủ tịch cho điểm", step: "0.25", leaders: [{ key: "chu-tich", text: "Chủ tịch UBND huyện" }] }];
    text.groups[0].criteria_set = "phong-chuyen-mon-2026";
    text.criteria_sets[0] = {
        id: "phong-chuyen-mon-2026", title: "Bộ tiêu chí năm 2026", maximum: "16.00",
        criteria: [
            { ...area, maximum: "5.00", children: [plan] },
            { code: "II", printed: "II", title: "ĐÁNH GIÁ CỦA BÊN NGOÀI", maximum: "11.00", children: [
                leaf("II.1", "1", "Mức độ hài lòng của người dân", "4.00", "survey", { shape: "survey", survey: "hai-long" }),
                leaf("II.2", "2", "Điểm lãnh đạo huyện cho", "4.00", "leaders", { shape: "ballot", ballot: "lanh-dao" }),
                leaf("II.3", "3", "Theo dõi thực hiện nhiệm vụ được giao", "2.00", "council", { shape: "granted", step: "0.50" }),
                leaf("II.4", "4", "Điểm Chủ tịch UBND huyện cho", "1.00", "leaders", { shape: "ballot", ballot: "chu-tich" }),
            ] },
            { code: "III", printed: "III", title: "ĐIỂM THƯỞNG, ĐIỂM TRỪ", maximum: "2.00", in_scale: false, children: [
                leaf("III.1", "1", "Sáng kiến được công nhận", "2.00", "council", { shape: "bonus", items }),
            ] },
        ],
    };
    return text;
}
