namespace Carillon.Server.Configuration.Reading;

/// <summary>One thing wrong in the configuration. The text never repeats a value: it may be a secret.</summary>
/// <param name="Origin">Who says so.</param>
/// <param name="Place">Names from the top, joined by dots, such as <c>agents.claude.command</c>; empty for the whole.</param>
public sealed record Mistake(Origin Origin, string Place, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => (Origin.Kind, Place) switch
    {
        (OriginKind.File, "") => $"line {Origin.Line}, the whole file: {Text}",
        (OriginKind.File, _) => $"line {Origin.Line}, {Place}: {Text}",
        (_, "") => $"{Origin.Name}: {Text}",
        _ => $"{Origin.Name}, {Place}: {Text}",
    };
}
