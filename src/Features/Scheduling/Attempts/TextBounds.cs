namespace Carillon.Features.Scheduling.Attempts;

/// <summary>Keeps what is stored of a run short; never half a character.</summary>
internal static class TextBounds
{
    public const int MaxOutput = 4000;
    public const int MaxError = 500;

    /// <summary>The beginning.</summary>
    public static string Head(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return $"{text.AsSpan(0, end)}…";
    }

    /// <summary>The end.</summary>
    public static string Tail(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var start = text.Length - limit + 1;
        if (char.IsLowSurrogate(text[start])) start++;
        return $"…{text.AsSpan(start)}";
    }
}
