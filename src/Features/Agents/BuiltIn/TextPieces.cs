namespace Carillon.Features.Agents.BuiltIn;

/// <summary>Cuts a text the way a model's answer arrives: a word or a few at a time, with the space that follows.</summary>
internal static class TextPieces
{
    private const int Enough = 12;
    private const int Longest = 60;

    public static IEnumerable<string> Of(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && end - start < Longest && !(end - start >= Enough && char.IsWhiteSpace(text[end - 1]))) end++;

            // Not between the halves of one character.
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            yield return text[start..end];
            start = end;
        }
    }
}
