namespace Carillon.Server.Configuration.Reading;

/// <summary>Who says what a setting is; whoever stands further down wins.</summary>
public enum OriginKind
{
    /// <summary>Nobody.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>A flag of the command line.</summary>
    Flag,
}

/// <summary>Where a setting's value comes from.</summary>
/// <param name="Name">The variable's or the flag's name; empty for the others.</param>
/// <param name="Line">In the file.</param>
public sealed record Origin(OriginKind Kind, string Name = "", long Line = 0)
{
    /// <summary>What nobody said.</summary>
    public static Origin Default { get; } = new(OriginKind.Default);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        OriginKind.File => $"file, line {Line}",
        OriginKind.Environment or OriginKind.Flag => Name,
        _ => "default",
    };
}
