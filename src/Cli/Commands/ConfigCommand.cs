using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Server;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon config</c></summary>
internal sealed class ConfigCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly DataOption _data;
    private readonly ConfigOption _config;
    private readonly ListenFlags _listen = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    public ConfigCommand(Terminal terminal)
        : base("config", "Check and show what a server here would be started with")
    {
        Details = "Takes the flags of 'carillon serve' that are settings. Secrets are never shown. A running server takes most changes up by itself.";
        Examples =
        [
            new("carillon config check", "everything that is wrong, at once"),
            new("carillon config show", "every setting, and who says so"),
            new("carillon config schema > config.schema.json", "for editors: name it as $schema in the file"),
        ];
        _terminal = terminal;
        _data = new DataOption(terminal) { Recursive = true };
        _config = new ConfigOption(terminal) { Recursive = true };
        Add(_data);
        Add(_config);
        Add(Word("check", "Say everything that is wrong; 2 is the exit code then", Check, [.. _listen.All]));
        Add(Word("show", "Every setting and where its value comes from", Show, [.. _listen.All, _json]));
        Add(Word("schema", "The JSON Schema of the file", _ => ConfigurationSchema.CopyTo(_terminal.OutputBytes), []));
    }

    private static Command Word(string name, string description, Action<ParseResult> action, IEnumerable<Option> options)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Add(option);
        command.SetAction(parse =>
        {
            action(parse);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private SettingsSources Sources(ParseResult parse) => _config.Sources(parse, _data.Folder(parse), _listen.Given(parse));

    private void Check(ParseResult parse)
    {
        var sources = Sources(parse);
        var loaded = ConfigOption.Load(sources);
        try
        {
            CarillonServer.Check(loaded.Settings);
        }
        catch (ServerStartException refused)
        {
            throw new CliException(ExitCode.Usage, refused.Message, inner: refused);
        }

        foreach (var (place, text) in SettingsRemarks.Of(loaded))
        {
            _terminal.Output.Write("! ", Palette.Warning);
            _terminal.Output.WriteLine(SafeText.OneLine($"{place}: {text}"));
        }

        _terminal.Output.Write("✓ sound", Palette.Good);
        _terminal.Output.WriteLine($"  {ConfigLines.Where(sources)}", Palette.Dim);
    }

    private void Show(ParseResult parse)
    {
        var sources = Sources(parse);
        var loaded = ConfigOption.Load(sources);
        if (parse.GetValue(_json)) _terminal.Output.WriteLine(ConfigLines.Json(sources, loaded));
        else ConfigLines.Write(_terminal.Output, sources, loaded);
    }
}
