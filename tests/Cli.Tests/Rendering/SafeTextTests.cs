using Carillon.Cli.Rendering;

namespace Carillon.Cli.Tests.Rendering;

public class SafeTextTests
{
    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007after", "after")]
    [InlineData("\u001b]52;c;aGk=\u001b\\after", "after")]
    [InlineData("\u001bP1$r\u001b\\after", "after")]
    [InlineData("\u001b(Bafter", "after")]
    [InlineData("\u001b[2J\u001b[1;1Hafter", "after")]
    [InlineData("bell\u0007 back\b null\0", "bell back null")]
    [InlineData("\u009b31mred", "31mred")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    [InlineData("10 %\r20 %\r\n", "10 %\n20 %\n")]
    [InlineData("rm \u202efr\u202c", "rm fr")]
    [InlineData("grüße, 日本語, 👩‍👩‍👧", "grüße, 日本語, 👩‍👩‍👧")]
    public void What_commands_the_terminal_is_taken_out(string text, string shown) => Assert.Equal(shown, SafeText.Of(text));

    [Fact]
    public void A_sequence_may_be_cut_anywhere()
    {
        const string Text = "a\u001b[31mb\u001b]0;t\u001b\\c\r\nd\re";
        for (var cut = 0; cut <= Text.Length; cut++)
        {
            var safe = new SafeText();
            Assert.Equal("abc\nd\ne", safe.Take(Text[..cut]) + safe.Take(Text[cut..]));
        }
    }

    [Fact]
    public void Lines_become_one() => Assert.Equal("one two", SafeText.OneLine("  one\n\n  two\r\n"));
}
