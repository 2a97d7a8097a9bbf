using System.Buffers;

namespace Carillon.Dialects.Native.Publishing;

/// <summary>The grammar of event types: 2 to 16 segments of <c>a-z 0-9 _ -</c>, joined by dots.</summary>
internal static class TopicName
{
    public const int MaxSegments = 16;

    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsValid(string type)
    {
        if (type.Length > EventLimits.MaxTypeLength) return false;
        var segments = 0;
        foreach (var range in type.AsSpan().Split('.'))
        {
            var segment = type.AsSpan()[range];
            if (segment.IsEmpty || segment.ContainsAnyExcept(SegmentCharacters)) return false;
            segments++;
        }

        return segments is >= 2 and <= MaxSegments;
    }
}
