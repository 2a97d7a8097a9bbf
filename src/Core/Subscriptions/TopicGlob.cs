namespace Carillon.Core.Subscriptions;

/// <summary>
/// A pattern over dotted topics. <c>*</c> alone is everything; <c>*</c> inside a segment is a run of characters without a
/// dot, possibly empty in a segment that has other characters; a segment <c>**</c> is any number of segments, none included. (Seed: Aleph, "Glob Pattern Matching".)
/// </summary>
public readonly record struct TopicGlob
{
    /// <summary>The longest pattern, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>The most segments a pattern may have.</summary>
    public const int MaxSegments = 16;

    private TopicGlob(string pattern) => Pattern = pattern;

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Everything.</summary>
    public static TopicGlob All { get; } = new("*");

    /// <summary>Reads a pattern; false when it is empty, too long, has an empty segment, a blank or a control character.</summary>
    public static bool TryParse(string? pattern, out TopicGlob glob)
    {
        glob = default;
        if (string.IsNullOrEmpty(pattern) || pattern.Length > MaxLength) return false;
        var segments = 0;
        foreach (var range in pattern.AsSpan().Split('.'))
        {
            var segment = pattern.AsSpan()[range];
            if (segment.IsEmpty || ++segments > MaxSegments) return false;
            foreach (var c in segment)
            {
                if (char.IsWhiteSpace(c) || char.IsControl(c)) return false;
            }
        }

        glob = new TopicGlob(pattern);
        return true;
    }

    /// <summary>Whether a topic matches.</summary>
    public bool Matches(ReadOnlySpan<char> topic) => Pattern is "*" or "**" || MatchesFrom(Pattern, topic);

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    /// <summary>Whether one segment matches one segment of a pattern, in which <c>*</c> is a run of any length.</summary>
    internal static bool SegmentMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> segment)
    {
        if (pattern is "*") return segment.Length > 0;
        int p = 0, s = 0, star = -1, resume = 0;
        while (s < segment.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = s;
            }
            else if (p < pattern.Length && pattern[p] == segment[s])
            {
                p++;
                s++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                s = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    private static bool MatchesFrom(ReadOnlySpan<char> pattern, ReadOnlySpan<char> topic)
    {
        var head = CutHead(pattern, out var morePattern);
        if (head is "**")
        {
            if (morePattern.IsEmpty) return true;
            for (var rest = topic; ;)
            {
                if (MatchesFrom(morePattern, rest)) return true;
                if (rest.IsEmpty) return false;
                CutHead(rest, out rest);
            }
        }

        if (topic.IsEmpty) return false;
        var segment = CutHead(topic, out var moreTopic);
        if (!SegmentMatches(head, segment)) return false;
        return morePattern.IsEmpty ? moreTopic.IsEmpty : MatchesFrom(morePattern, moreTopic);
    }

    private static ReadOnlySpan<char> CutHead(ReadOnlySpan<char> dotted, out ReadOnlySpan<char> rest)
    {
        var dot = dotted.IndexOf('.');
        rest = dot < 0 ? [] : dotted[(dot + 1)..];
        return dot < 0 ? dotted : dotted[..dot];
    }
}
