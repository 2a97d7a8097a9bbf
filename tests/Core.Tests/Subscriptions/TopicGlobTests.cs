using Carillon.Core.Subscriptions;

namespace Carillon.Core.Tests.Subscriptions;

public sealed class TopicGlobTests
{
    /// <summary>Every pattern of the Aleph seed and of its truth table, in the documented reading, and the house's own <c>**</c>.</summary>
    public static TheoryData<string, string, bool> TruthTable => new()
    {
        { "stream.*", "stream.chunk", true },
        { "stream.*", "stream", false },
        { "stream.*", "stream.a.b", false },
        { "stream.*.*", "stream.a.b", true },
        { "stream.*.*", "stream.a.b.c", false },
        { "stream.*.*", "stream.a", false },
        { "*.completed", "agent.completed", true },
        { "*.completed", "cron.completed", true },
        { "*.completed", "agent.run.completed", false },
        { "*.completed", "completed", false },
        { "agent.*.started", "agent.run.started", true },
        { "agent.*.started", "agent.started", false },
        { "*", "a.b.c", true },
        { "*", "", true },
        { "*.*", "a.b", true },
        { "*.*", "a.b.c", false },
        { "*.*", "a", false },
        { "stream.tool_*", "stream.tool_start", true },
        { "st*.chunk", "stream.chunk", true },
        { "stream.*", "Stream.chunk", false },
        { "exec.approval.*", "exec.approval_requested", false },
        { "stream.chunk", "stream.chunk", true },
        { "*.error", "agent.error", true },
        { "stream.*chunk", "stream.chunk", true },
        { "stream.c*u*k", "stream.chunk", true },
        { "stream.c*x*k", "stream.chunk", false },
        { "**", "a.b", true },
        { "a.**", "a.b.c", true },
        { "a.**", "a", true },
        { "a.**", "b.a", false },
        { "a.**.z", "a.b.c", false },
        { "a.**.z", "a.b.c.z", true },
        { "a.**.z", "a.z", true },
        { "**.b", "x.y", false },
        { "**.b", "x.y.b", true },
        { "**.a.**.b.**", "x.a.y.b", true },
        { "**.a.**.b.**", "x.b.y.a", false },
    };

    [Theory, MemberData(nameof(TruthTable))]
    public void A_pattern_matches_what_the_table_says(string pattern, string topic, bool matches)
    {
        Assert.True(TopicGlob.TryParse(pattern, out var glob));
        Assert.Equal(matches, glob.Matches(topic));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q")]
    public void What_is_no_pattern_is_refused(string? pattern) => Assert.False(TopicGlob.TryParse(pattern, out _));

    [Fact]
    public void A_pattern_has_a_longest_length()
    {
        Assert.True(TopicGlob.TryParse(new string('a', TopicGlob.MaxLength), out _));
        Assert.False(TopicGlob.TryParse(new string('a', TopicGlob.MaxLength + 1), out _));
    }

    // With every way tried, this pattern on this topic would take longer than the machine will stand.
    [Fact(Timeout = 20_000)]
    public Task A_pattern_made_to_be_slow_is_not() => Task.Run(() =>
    {
        Assert.True(TopicGlob.TryParse("**.a.**.a.**.a.**.a.**.a.**.a.**.a.**.z", out var glob));
        var topic = string.Join('.', Enumerable.Repeat('a', 100));
        var trie = new TopicTrie();
        trie.SetOf(glob);
        Assert.False(glob.Matches(topic));
        Assert.Equal(0, trie.Match(topic).Length);
        Assert.Equal(1, trie.Match(topic + ".z").Length);
    }, TestContext.Current.CancellationToken);
}
