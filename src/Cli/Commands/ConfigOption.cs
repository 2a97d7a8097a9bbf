using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Server.Configuration;

namespace Carillon.Cli.Commands;

/// <summary><c>--config</c>: the configuration file.</summary>
internal sealed class ConfigOption : Option<string?>
{
    private const string DefaultName = "carillon.json";

    public ConfigOption()
        : base("--config", "-c")
    {
        Description = $"The configuration file; without it, {DefaultName} in the data folder where there is one";
        HelpName = "FILE";
    }

    /// <summary>What the file says; the defaults where there is none.</summary>
    /// <param name="folder">The data folder.</param>
    public FileSettings Read(ParseResult parse, string folder)
    {
        var named = parse.GetValue(this);
        var path = named ?? Path.Combine(folder, DefaultName);
        if (named is null && !File.Exists(path)) return new FileSettings();
        try
        {
            return FileSettings.Read(path);
        }
        catch (ServerStartException exception)
        {
            throw new CliException(ExitCode.Usage, exception.Message, inner: exception);
        }
    }
}
