using Carillon.Core.Subscriptions;
using FsCheck;
using FsCheck.Fluent;

namespace Carillon.Core.Tests.Subscriptions;

public sealed class TopicTrieTests
{
    private static readonly Gen<string> Segment = Gen.Elements("a", "b", "ab", "abc", "ba", "c");
    private static readonly Gen<string> PatternSegment = Gen.Elements("a", "b", "ab", "*", "**", "a*", "*b", "a*c", "*a*");

    [Fact]
    public void It_finds_exactly_the_globs_that_match_however_they_come_and_go()
    {
        var program =
            from patterns in Dotted(PatternSegment, 5).NonEmptyListOf()
            from removed in Gen.Choose(0, patterns.Count)
            from topics in Dotted(Segment, 6).NonEmptyListOf()
            select (Patterns: patterns.Distinct().ToArray(), removed, Topics: topics.ToArray());

        Prop.ForAll(program.ToArbitrary(), run => AgreesWithEachAlone(run.Patterns, run.removed, run.Topics))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_topic_that_looks_like_a_pattern_finds_a_set_once()
    {
        var trie = new TopicTrie();
        foreach (var pattern in new[] { "a.*", "a.**", "**", "*.*" }) trie.SetOf(Parse(pattern));

        Assert.Equal(4, trie.Match("a.*").Length);
        Assert.Equal(4, trie.Match("a.**").Length);
    }

    [Fact]
    public void A_remembered_answer_follows_globs_that_come_and_go()
    {
        var trie = new TopicTrie();
        var first = trie.SetOf(Parse("a.*"));
        Assert.Equal([first], trie.Match("a.b").ToArray());
        var second = trie.SetOf(Parse("*.b"));
        Assert.Equal([first, second], trie.Match("a.b").ToArray().OrderBy(set => set == first ? 0 : 1));
        trie.Prune(Parse("a.*"));
        Assert.Equal([second], trie.Match("a.b").ToArray());
    }

    private static bool AgreesWithEachAlone(string[] patterns, int removed, string[] topics)
    {
        var trie = new TopicTrie();
        var sets = patterns.ToDictionary(pattern => pattern, pattern => trie.SetOf(Parse(pattern)));
        foreach (var topic in topics) _ = trie.Match(topic);
        foreach (var pattern in patterns.Take(removed))
        {
            trie.Prune(Parse(pattern));
            sets.Remove(pattern);
        }

        foreach (var topic in topics)
        {
            var expected = sets.Where(pair => Naive(pair.Key.Split('.'), topic.Split('.'))).Select(pair => pair.Value).ToHashSet();
            var alone = sets.Where(pair => Parse(pair.Key).Matches(topic)).Select(pair => pair.Value).ToHashSet();
            var found = trie.Match(topic).ToArray();
            if (found.Length != found.Distinct().Count() || !expected.SetEquals(found) || !expected.SetEquals(alone)) return false;
        }

        return true;
    }

    /// <summary>The rule as one would say it, without a thought for speed.</summary>
    private static bool Naive(ReadOnlySpan<string> pattern, ReadOnlySpan<string> topic)
    {
        if (pattern is ["*"] && topic.Length > 0) return true;
        if (pattern.IsEmpty) return topic.IsEmpty;
        if (pattern[0] == "**")
        {
            for (var skipped = 0; skipped <= topic.Length; skipped++)
            {
                if (Tail(pattern[1..], topic[skipped..])) return true;
            }

            return false;
        }

        return !topic.IsEmpty && NaiveSegment(pattern[0], topic[0]) && Tail(pattern[1..], topic[1..]);

        // A lone star is everything only as a whole pattern.
        static bool Tail(ReadOnlySpan<string> pattern, ReadOnlySpan<string> topic) =>
            pattern is ["*"] ? topic.Length == 1 : Naive(pattern, topic);
    }

    private static bool NaiveSegment(string pattern, string segment) =>
        pattern.Length == 0 ? segment.Length == 0
        : pattern[0] == '*' ? NaiveSegment(pattern[1..], segment) || (segment.Length > 0 && NaiveSegment(pattern, segment[1..]))
        : segment.Length > 0 && pattern[0] == segment[0] && NaiveSegment(pattern[1..], segment[1..]);

    private static Gen<string> Dotted(Gen<string> segment, int most) =>
        from count in Gen.Choose(1, most)
        from segments in segment.ArrayOf(count)
        let dotted = string.Join('.', segments)
        where dotted != "*"
        select dotted;

    private static TopicGlob Parse(string pattern) => TopicGlob.TryParse(pattern, out var glob) ? glob : throw new ArgumentException(pattern);
}
