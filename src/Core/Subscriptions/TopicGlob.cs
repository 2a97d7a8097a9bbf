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
    public bool Matches(ReadOnlySpan<char> topic) => Pattern is "*" or "**" || MatchesAll(Pattern, topic);

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

    /// <summary>Where the segment that begins at <paramref name="start"/> ends; the next one begins behind that place.</summary>
    internal static int EndOfSegment(ReadOnlySpan<char> dotted, int start)
    {
        var dot = dotted[start..].IndexOf('.');
        return dot < 0 ? dotted.Length : start + dot;
    }

    /// <summary>
    /// Only the last <c>**</c> is ever tried again: every other segment stands for exactly one, so an earlier one could not
    /// do better. The cost is at most the product of both lengths, whatever the pattern.
    /// </summary>
    private static bool MatchesAll(ReadOnlySpan<char> pattern, ReadOnlySpan<char> topic)
    {
        int p = 0, t = 0, retryPattern = -1, retryTopic = 0;
        while (t <= topic.Length)
        {
            if (p <= pattern.Length)
            {
                var segment = pattern[p..EndOfSegment(pattern, p)];
                if (segment is "**")
                {
                    retryPattern = p += segment.Length + 1;
                    retryTopic = t;
                    continue;
                }

                var end = EndOfSegment(topic, t);
                if (SegmentMatches(segment, topic[t..end]))
                {
                    p += segment.Length + 1;
                    t = end + 1;
                    continue;
                }
            }

            if (retryPattern < 0) return false;
            p = retryPattern;
            t = retryTopic = EndOfSegment(topic, retryTopic) + 1;
        }

        return p > pattern.Length || OnlyDeep(pattern[p..]);
    }

    private static bool OnlyDeep(ReadOnlySpan<char> pattern)
    {
        foreach (var range in pattern.Split('.'))
        {
            if (pattern[range] is not "**") return false;
        }

        return true;
    }
}
