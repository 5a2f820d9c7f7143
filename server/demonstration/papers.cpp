#include "server/demonstration/papers.hpp"

#include <map>
#include <stdexcept>

namespace cchc::server::demonstration {

namespace {

constexpr int text_object = 4;                   ///< what the page shows
constexpr std::size_t room_for_signature = 4096; // bytes; some 1 000 are used
constexpr std::size_t room_for_range = 40;

std::string stream(const std::string& data, const std::string& more = "")
{
    return "<< /Length " + std::to_string(data.size()) + " " + more + ">>\nstream\n" + data + "\nendstream";
}

std::string shown(const std::string& office, const std::string& criterion)
{
    return stream("BT /F1 14 Tf 60 760 Td (TAI LIEU MINH HOA) Tj 0 -30 Td (" + office + ") Tj 0 -24 Td (" + criterion +
                  ") Tj ET");
}

std::string ten_digits(std::size_t offset)
{
    const std::string digits = std::to_string(offset);
    return std::string(10 - digits.size(), '0') + digits;
}

/// Appends these objects, the table that names them, and the end. `previous`: where the table before stands.
void write(std::string& pdf, const std::map<int, std::string>& objects, std::size_t previous = 0)
{
    std::string table = previous == 0 ? "0 1\n0000000000 65535 f \n" : "";
    for (const auto& [number, content] : objects) {
        table += std::to_string(number) + " 1\n" + ten_digits(pdf.size()) + " 00000 n \n";
        pdf += std::to_string(number) + " 0 obj\n" + content + "\nendobj\n";
    }
    const std::string before = previous == 0 ? "" : " /Prev " + std::to_string(previous);
    const std::size_t at = pdf.size();
    pdf += "xref\n" + table + "trailer\n<< /Size 9 /Root 1 0 R" + before + " >>\nstartxref\n" + std::to_string(at) +
           "\n%%EOF\n";
}

std::map<int, std::string> objects_of(const std::string& office, const std::string& criterion)
{
    return {{1, "<< /Type /Catalog /Pages 2 0 R >>"},
            {2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"},
            {3,
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
             ">> >>"},
            {text_object, shown(office, criterion)},
            {5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}};
}

std::string hex(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4], text += digits[byte & 15];
    }
    return text;
}

} // namespace

std::string paper(const std::string& office, const std::string& criterion)
{
    std::string pdf = "%PDF-1.7\n";
    write(pdf, objects_of(office, criterion));
    return pdf;
}

std::string signed_paper(const std::string& office, const std::string& criterion, const Sign& sign)
{
    std::map<int, std::string> objects = objects_of(office, criterion);
    objects[1] = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>";
    objects[3].insert(objects[3].size() - 2, "/Annots [6 0 R] ");
    objects[6] =
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (ChuKy) /V 7 0 R /Rect [330 60 550 120] /F 132 /P 3 0 R /AP "
        "<< /N 8 0 R >> >>";
    objects[7] = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [" +
                 std::string(room_for_range, ' ') + "] /Contents <" + std::string(2 * room_for_signature, '0') + "> >>";
    objects[8] = stream("0.8 0 0 RG 0.5 0.5 219 59 re S BT /F1 10 Tf 8 36 Td (CHU KY SO THU NGHIEM) Tj 0 -16 Td "
                        "(demonstration only) Tj ET",
                        "/Type /XObject /Subtype /Form /BBox [0 0 220 60] /Resources << /Font << /F1 5 0 R >> >> ");
    std::string pdf = "%PDF-1.7\n";
    write(pdf, objects);

    // Everything but the hole between '<' and '>', both of them left out.
    const std::size_t hole = pdf.find("/Contents <") + 10;
    const std::size_t over = hole + 2 + 2 * room_for_signature;
    std::string range =
        "0 " + std::to_string(hole) + " " + std::to_string(over) + " " + std::to_string(pdf.size() - over);
    pdf.replace(pdf.find("/ByteRange [") + 12, range.size(), range);
    const std::string signature = hex(sign(pdf.substr(0, hole) + pdf.substr(over)));
    if (signature.size() > 2 * room_for_signature) throw std::runtime_error("a signature without room");
    pdf.replace(hole + 1, signature.size(), signature);
    return pdf;
}

std::string altered(std::string paper)
{
    const std::size_t table = std::stoul(paper.substr(paper.rfind("startxref\n") + 10));
    write(paper, {{text_object, shown("van ban da bi thay", "sau khi ky")}}, table);
    return paper;
}

} // namespace cchc::server::demonstration
