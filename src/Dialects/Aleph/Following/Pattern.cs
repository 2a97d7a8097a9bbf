using System.Diagnostics.CodeAnalysis;
using Carillon.Core.Subscriptions;

namespace Carillon.Dialects.Aleph.Following;

/// <summary>Which of the two ways of reading patterns a connection asked for.</summary>
internal enum PatternRule
{
    /// <summary>As documented: <c>*</c> alone is everything, elsewhere a run of characters without a dot (seed: "Glob Pattern Matching").</summary>
    Documented,

    /// <summary>
    /// As Aleph's code does it (spec: Aleph, section 2.3): <c>*</c> stands for whole segments only, at the end for one or more;
    /// <c>**</c> for one or more anywhere, and nothing behind it counts.
    /// </summary>
    Segments,
}

/// <summary>
/// A pattern as a client wrote it, and what the index is asked for in its place. Patterns are compared by their text, as
/// removal goes by exact text.
/// </summary>
internal sealed record Pattern
{
    private Pattern(string text, TopicGlob? glob) => (Text, Glob) = (text, glob);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The same for the index; null when no topic can ever match.</summary>
    public TopicGlob? Glob { get; }

    /// <summary>Whether it is everything.</summary>
    public bool IsAll => Glob == TopicGlob.All;

    /// <summary>Reads a pattern; false for what no topic could be compared with: empty, too long, with empty segments or blanks.</summary>
    public static bool TryParse(string? text, PatternRule rule, [NotNullWhen(true)] out Pattern? pattern)
    {
        pattern = null;
        if (!TopicGlob.TryParse(text, out _)) return false;
        pattern = new Pattern(text!, rule == PatternRule.Documented ? Documented(text!) : Segments(text!));
        return true;
    }

    /// <summary>Whether a topic matches.</summary>
    public bool Matches(string topic) => Glob is { } glob && (IsAll || (topic.Length > 0 && glob.Matches(topic)));

    /// <inheritdoc/>
    public bool Equals(Pattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Several stars in a row are as good as one, where one stays within its segment.</summary>
    private static TopicGlob? Documented(string text)
    {
        if (text == "*") return TopicGlob.All;
        var parts = text.Split('.').Select(part => part.All(letter => letter == '*') ? "*" : part).ToList();

        // Alone it would be everything; but it may not cross a dot, and no topic is without one.
        return parts is ["*"] ? null : Parsed(parts);
    }

    private static TopicGlob? Segments(string text)
    {
        if (text is "*" or "**") return TopicGlob.All;
        var parts = new List<string>();
        var written = text.Split('.');
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] == "**" || (written[i] == "*" && i == written.Length - 1)) return Parsed([.. parts, "*", "**"]);

            // A star beside other letters is a letter like them, and no topic has it.
            if (written[i] != "*" && written[i].Contains('*', StringComparison.Ordinal)) return null;
            parts.Add(written[i]);
        }

        return Parsed(parts);
    }

    private static TopicGlob? Parsed(IReadOnlyList<string> parts) => TopicGlob.TryParse(string.Join('.', parts), out var glob) ? glob : null;
}
