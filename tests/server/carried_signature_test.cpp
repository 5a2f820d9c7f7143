#include "server/documents/carried_signature.hpp"

#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc;
using namespace cchc::server;
using domain::SignatureVerdict;
using tests::Scratch;

namespace {

/// A PDF that ends as one, with `inside` after so many bytes of filling.
std::string pdf(std::string_view inside = "", std::size_t filling = 0)
{
    return "%PDF-1.7\n" + std::string(filling, 'x') + "\n" + std::string(inside) + "\ntrailer\n%%EOF\n";
}

/// A signature as writers leave it: the range, and the gap it leaves open for the signature itself.
std::string signed_pdf(std::size_t filling = 0, std::string_view spacing = " ", std::int64_t off_by = 0)
{
    std::string text = pdf("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange@ /Contents "
                           "<308006092a86> >>",
                           filling);
    const std::size_t open = text.find("<3080"), close = text.find('>', open) + 1;
    const std::size_t before = text.find('@');
    std::string range;
    std::size_t grown = 0;
    do { // the numbers say where things lie behind them: until their own length is in it
        grown = range.size();
        const auto place = [&](std::size_t at) {
            return std::to_string(static_cast<std::int64_t>(at + grown) - 1 + off_by);
        };
        range = std::string(spacing) + "[0 " + place(open) + std::string(spacing) + place(close) + " " +
                std::to_string(static_cast<std::int64_t>(text.size() - close)) + "]";
    } while (range.size() != grown);
    return text.replace(before, 1, range);
}

SignatureVerdict told(std::string_view bytes, std::string_view media = "application/pdf")
{
    Scratch scratch;
    storage::EvidenceStore store(storage::Disk(), scratch / "evidence");
    auto upload = store.start("u", "a note");
    upload.append(bytes);
    const domain::Sha256 sha256 = upload.digest();
    upload.finish();
    return signature_in(store, sha256, bytes.size(), media);
}
bool is(SignatureVerdict expected, std::string_view bytes, std::string_view media = "application/pdf")
{
    return told(bytes, media) == expected;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_digital_signature)

BOOST_AUTO_TEST_CASE(is_carried_by_a_pdf_with_a_range_whose_gap_is_the_signature)
{
    BOOST_TEST(is(SignatureVerdict::carried, signed_pdf()));
    BOOST_TEST(is(SignatureVerdict::carried, signed_pdf(0, "\r\n  ")));
    BOOST_TEST(is(SignatureVerdict::carried, signed_pdf() + pdf("/ByteRange [0 0 0 0]"))); // and a field beside it
}

BOOST_AUTO_TEST_CASE(is_found_wherever_it_lies_between_the_pieces_that_are_read)
{
    for (std::size_t filling = 65'400; filling < 65'560; ++filling)
        if (!is(SignatureVerdict::carried, signed_pdf(filling))) BOOST_ERROR("not found behind " << filling);
    BOOST_TEST(is(SignatureVerdict::carried, signed_pdf(3'000'000)));
}

BOOST_AUTO_TEST_CASE(is_carried_by_no_pdf_without_a_range_and_by_no_picture)
{
    BOOST_TEST(is(SignatureVerdict::unsigned_, pdf()));
    BOOST_TEST(is(SignatureVerdict::unsigned_, pdf("ByteRange of a word", 200'000)));
    BOOST_TEST(is(SignatureVerdict::unsigned_, signed_pdf(), "image/png"));
    BOOST_TEST(is(SignatureVerdict::unsigned_, "\xff\xd8\xff", "image/jpeg"));
}

BOOST_AUTO_TEST_CASE(is_unknown_where_the_range_does_not_fit_or_the_file_is_torn)
{
    BOOST_TEST(is(SignatureVerdict::unknown, signed_pdf(0, " ", 1)));
    BOOST_TEST(is(SignatureVerdict::unknown, pdf("/ByteRange [0 0 0 0]")));
    BOOST_TEST(is(SignatureVerdict::unknown, pdf("/ByteRange [0 10 99999999999 5]")));
    BOOST_TEST(is(SignatureVerdict::unknown, pdf("/ByteRange [0 18446744073709551615 20 18446744073709551615]")));
    BOOST_TEST(is(SignatureVerdict::unknown, pdf("/ByteRange 7 0 R")));
    BOOST_TEST(is(SignatureVerdict::unknown, "%PDF-1.7\nand then nothing"));
    const std::string whole = signed_pdf();
    BOOST_TEST(is(SignatureVerdict::unknown, std::string_view(whole).substr(0, whole.find("/Contents"))));
}

BOOST_AUTO_TEST_CASE(is_unknown_of_office_files_and_archives)
{
    for (const char* media : {"application/zip", "application/vnd.oasis.opendocument.text"})
        BOOST_TEST(is(SignatureVerdict::unknown, "PK\x03\x04", media));
}

BOOST_AUTO_TEST_SUITE_END()
