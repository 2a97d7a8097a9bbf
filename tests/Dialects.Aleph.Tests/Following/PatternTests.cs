using Carillon.Dialects.Aleph.Following;

namespace Carillon.Dialects.Aleph.Tests.Following;

public sealed class PatternTests
{
    /// <summary>Topic, pattern, as Aleph's code answers, as its documentation does (spec: Aleph, section 2.3).</summary>
    public static TheoryData<string, string, bool, bool> TruthTable => new()
    {
        { "stream.chunk", "stream.*", true, true },
        { "stream", "stream.*", false, false },
        { "stream.a.b", "stream.*", true, false },
        { "stream.a.b", "stream.*.*", true, true },
        { "stream.a.b.c", "stream.*.*", true, false },
        { "stream.a", "stream.*.*", false, false },
        { "agent.completed", "*.completed", true, true },
        { "cron.completed", "*.completed", true, true },
        { "agent.run.completed", "*.completed", false, false },
        { "completed", "*.completed", false, false },
        { "agent.run.started", "agent.*.started", true, true },
        { "agent.started", "agent.*.started", false, false },
        { "a.b.c", "*", true, true },
        { "", "*", true, true },
        { "a.b", "**", true, false },
        { "a.b.c", "a.**", true, false },
        { "a", "a.**", false, false },
        { "a.b.c", "a.**.z", true, false },
        { "x.y", "**.b", true, false },
        { "a.b", "*.*", true, true },
        { "a.b.c", "*.*", true, false },
        { "a", "*.*", false, false },
        { "stream.tool_start", "stream.tool_*", false, true },
        { "stream.chunk", "st*.chunk", false, true },
        { "Stream.chunk", "stream.*", false, false },
        { "exec.approval_requested", "exec.approval.*", false, false },
        { "stream.chunk", "stream.chunk", true, true },
    };

    [Theory]
    [MemberData(nameof(TruthTable))]
    public void A_pattern_matches_as_documented_and_on_request_as_the_code_does(string topic, string pattern, bool code, bool documented)
    {
        Assert.Equal(documented, Read(pattern, PatternRule.Documented).Matches(topic));
        Assert.Equal(code, Read(pattern, PatternRule.Segments).Matches(topic));
    }

    [Theory]
    [InlineData("stream.*", "stream.chunk")]
    [InlineData("*.completed", "agent.completed")]
    [InlineData("cron.*", "cron.failed")]
    [InlineData("stream.chunk", "stream.chunk")]
    public void What_the_seed_says_of_patterns_holds_either_way(string pattern, string topic)
    {
        Assert.True(Read(pattern, PatternRule.Documented).Matches(topic));
        Assert.True(Read(pattern, PatternRule.Segments).Matches(topic));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("stream.")]
    [InlineData("a b.c")]
    [InlineData("a\n.c")]
    public void What_no_topic_could_be_is_no_pattern(string? text) => Assert.False(Pattern.TryParse(text, PatternRule.Documented, out _));

    private static Pattern Read(string text, PatternRule rule) => Pattern.TryParse(text, rule, out var pattern) ? pattern : throw new ArgumentException(text);
}
