namespace Carillon.Server.Configuration.Reading;

/// <summary>What the configuration is made of: flags win over the environment, which wins over the file, which wins over the defaults.</summary>
/// <param name="Path">The file, in full; it need not be there.</param>
/// <param name="Environment">The environment variables whose names begin with <see cref="EnvironmentNames.Prefix"/>.</param>
/// <param name="Flags">What the command line says.</param>
public sealed record SettingsSources(string Path, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<GivenFlag> Flags)
{
    /// <summary>The file's name in the data folder, where nobody names another.</summary>
    public const string DefaultName = "carillon.json";

    /// <summary>Whether it is a mistake that the file is not there.</summary>
    public bool MustExist { get; init; }

    /// <summary>The file of a data folder, and nothing else.</summary>
    public static SettingsSources In(string dataDirectory) =>
        new(System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), DefaultName), new Dictionary<string, string>(), []);
}

/// <summary>A flag that was given.</summary>
/// <param name="Flag">As it is written, such as <c>--port</c>.</param>
/// <param name="Key">The setting it stands for.</param>
/// <param name="Value">As text.</param>
public sealed record GivenFlag(string Flag, string Key, string Value);
