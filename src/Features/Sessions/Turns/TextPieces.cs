using System.Text;

namespace Carillon.Features.Sessions.Turns;

/// <summary>Cuts text by its size in UTF-8, never inside a character.</summary>
internal static class TextPieces
{
    /// <summary>The text in pieces of at most so many bytes; none for an empty text.</summary>
    public static IEnumerable<string> Split(string text, int maxBytes)
    {
        if (text.Length == 0) yield break;
        for (var start = 0; start < text.Length;)
        {
            var length = FittingLength(text.AsSpan(start), maxBytes);
            yield return length == text.Length ? text : text.Substring(start, length);
            start += length;
        }
    }

    /// <summary>The text, or its beginning and end with a note of how much is left out between them.</summary>
    public static string Shorten(string text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= maxBytes) return text;

        var head = text[..FittingLength(text, maxBytes / 2)];
        var tail = text[^FittingTail(text, maxBytes / 2)..];
        var left = bytes - Encoding.UTF8.GetByteCount(head) - Encoding.UTF8.GetByteCount(tail);
        return $"{head}\n[… {left} bytes left out …]\n{tail}";
    }

    private static int FittingLength(ReadOnlySpan<char> text, int maxBytes)
    {
        if (text.Length <= maxBytes / 3) return text.Length;
        int length = 0, bytes = 0;
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out var rune, out var used);
            if (bytes + rune.Utf8SequenceLength > maxBytes && length > 0) break;
            bytes += rune.Utf8SequenceLength;
            length += used;
        }

        return length;
    }

    private static int FittingTail(ReadOnlySpan<char> text, int maxBytes)
    {
        int length = 0, bytes = 0;
        while (length < text.Length)
        {
            Rune.DecodeLastFromUtf16(text[..^length], out var rune, out var used);
            if (bytes + rune.Utf8SequenceLength > maxBytes) break;
            bytes += rune.Utf8SequenceLength;
            length += used;
        }

        return length;
    }
}
