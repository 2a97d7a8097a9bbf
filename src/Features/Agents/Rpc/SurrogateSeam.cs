namespace Carillon.Features.Agents.Rpc;

/// <summary>Joins a character that was cut into two pieces of text, so that every piece that leaves is sound on its own.</summary>
internal sealed class SurrogateSeam
{
    private const char Replacement = '\uFFFD';
    private char? _held;

    /// <summary>The piece with what was held back before it and without a half character at its end; empty when nothing is left.</summary>
    public string Next(string piece)
    {
        if (_held is { } half)
        {
            piece = half + piece;
            _held = null;
        }

        if (piece.Length > 0 && char.IsHighSurrogate(piece[^1]))
        {
            _held = piece[^1];
            piece = piece[..^1];
        }

        return Sound(piece);
    }

    /// <summary>Gives up what is held back: nothing will complete it.</summary>
    public string End()
    {
        var rest = _held is null ? "" : Replacement.ToString();
        _held = null;
        return rest;
    }

    /// <summary>The text with every lone half of a character replaced.</summary>
    public static string Sound(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0) return text;
        var sound = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) sound.Append(rune);
        return sound.ToString();
    }
}
