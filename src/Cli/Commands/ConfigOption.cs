using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Cli.Commands;

/// <summary><c>--config</c>: the configuration file.</summary>
internal sealed class ConfigOption : Option<string?>
{
    private readonly Terminal _terminal;

    public ConfigOption(Terminal terminal)
        : base("--config", "-c")
    {
        Description = $"The configuration file; without it, {SettingsSources.DefaultName} in the data folder where there is one";
        HelpName = "FILE";
        _terminal = terminal;
    }

    /// <summary>What the configuration is made of.</summary>
    /// <param name="folder">The data folder.</param>
    public SettingsSources Sources(ParseResult parse, string folder, IReadOnlyList<GivenFlag> flags)
    {
        var named = parse.GetValue(this);
        return new SettingsSources(Path.GetFullPath(named ?? Path.Combine(folder, SettingsSources.DefaultName)), Variables(), flags) { MustExist = named is not null };
    }

    /// <summary>The settings that hold.</summary>
    public static LoadedSettings Load(SettingsSources sources)
    {
        try
        {
            return SettingsReading.Load(sources);
        }
        catch (ServerStartException exception)
        {
            throw new CliException(ExitCode.Usage, exception.Message, inner: exception);
        }
    }

    private Dictionary<string, string> Variables() => _terminal.VariableNames()
        .Where(name => name.StartsWith(EnvironmentNames.Prefix, StringComparison.Ordinal))
        .Select(name => (Name: name, Value: _terminal.Setting(name)))
        .Where(variable => variable.Value is not null)
        .ToDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal);
}
