using Carillon.Features.Agents.BuiltIn;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Tests;

public class BuiltInAgentTests
{
    [Fact]
    public async Task An_unknown_name_is_told_with_the_known_ones()
    {
        using var error = new StringWriter();
        Assert.Equal(2, await BuiltInAgent.RunAsync("other", Stream.Null, Stream.Null, error, AgentFixture.Cancellation));
        Assert.Contains("'demo' and 'echo'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_with_its_input()
    {
        using var error = new StringWriter();
        Assert.Equal(0, await BuiltInAgent.RunAsync(BuiltInAgent.Demo, Stream.Null, Stream.Null, error, AgentFixture.Cancellation));
        Assert.Equal("", error.ToString());
    }

    [Theory]
    [InlineData("list", typeof(ListFiles))]
    [InlineData("/ls src", typeof(ListFiles))]
    [InlineData("Read: README.md", typeof(ReadFile))]
    [InlineData("read", typeof(LookAround))]
    [InlineData("write notes.txt: a: b", typeof(WriteFile))]
    [InlineData("write a poem", typeof(LookAround))]
    [InlineData("grep \"x y\"", typeof(SearchFiles))]
    [InlineData("run ls -la", typeof(RunCommand))]
    [InlineData("plan", typeof(MakePlan))]
    [InlineData("", typeof(LookAround))]
    public void Plain_words_are_understood(string text, Type expected) => Assert.IsType(expected, DemoRequest.Parse(text));

    [Fact]
    public void What_follows_the_first_colon_is_written() =>
        Assert.Equal(new WriteFile("notes.txt", "a: b\n"), DemoRequest.Parse("write notes.txt: a: b"));

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("a few words in a row, and then some more")]
    [InlineData("🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵x🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵")]
    public void Pieces_make_the_text_again_and_cut_no_character(string text)
    {
        var pieces = TextPieces.Of(text).ToArray();
        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.Equal(piece, SurrogateSeam.Sound(piece)));
    }
}
