using System.Text;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class TextPiecesTests
{
    private static readonly string[] Letters = ["a", "\n", "é", "日", "😀"];

    [Theory]
    [InlineData("", 4, "")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcdefghi", 4, "abcd|efgh|i")]
    [InlineData("éééé", 4, "éé|éé")]
    [InlineData("日本語", 4, "日|本|語")]
    [InlineData("😀😀a", 4, "😀|😀|a")]
    [InlineData("😀😀", 5, "😀|😀")]
    public void Text_is_cut_between_characters(string text, int maxBytes, string pieces) =>
        Assert.Equal(pieces, string.Join('|', TextPieces.Split(text, maxBytes)));

    [Fact]
    public void Pieces_add_up_to_the_text_and_none_is_too_long()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(500)).Select(_ => Letters[random.Next(Letters.Length)]));
            var max = random.Next(4, 100);
            var pieces = TextPieces.Split(text, max).ToList();
            Assert.Equal(text, string.Concat(pieces));
            Assert.All(pieces, piece => Assert.InRange(Encoding.UTF8.GetByteCount(piece), 1, max));
        }
    }

    [Fact]
    public void A_long_text_keeps_its_beginning_and_its_end()
    {
        var shortened = TextPieces.Shorten(new string('a', 1000) + "😀" + new string('b', 1000), 100);
        Assert.Equal(new string('a', 50) + "\n[… 1904 bytes left out …]\n" + new string('b', 50), shortened);
        Assert.Equal("short", TextPieces.Shorten("short", 100));
    }
}
