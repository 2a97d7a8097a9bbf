using System.CommandLine;
using System.Text.Json;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon daemon</c></summary>
internal sealed class DaemonCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON", Recursive = true };
    private readonly Argument<string> _watcher = new("WATCHER") { Description = "files, processes, system or time" };

    public DaemonCommand(Terminal terminal)
        : base("daemon", "The watchers over the server's machine")
    {
        Examples =
        [
            new("carillon daemon", "what is watched, and what was made of it"),
            new("carillon daemon pause files", "look away; also after a restart"),
            new("carillon tail 'daemon.*'", "what the watchers see, as it happens"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal) { Recursive = true };
        Add(_json);
        Add(_server);
        Runs(ShowAsync);
        var status = new Command("status", "What is watched, and what was made of it; the same as no word at all");
        status.SetAction(async (parse, token) => (int)await ShowAsync(parse, token));
        Add(status);
        Add(Word("pause", "Stop a watcher until it is resumed", "is paused", (client, id, token) => client.Daemon.PauseAsync(id, token)));
        Add(Word("resume", "Let a watcher go on", "goes on", (client, id, token) => client.Daemon.ResumeAsync(id, token)));
    }

    private Command Word(string name, string description, string outcome, Func<CarillonClient, string, CancellationToken, Task<DaemonWatcher>> change)
    {
        var command = new Command(name, description) { _watcher };
        command.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            async client =>
            {
                var watcher = await change(client, parse.GetRequiredValue(_watcher), token);
                if (parse.GetValue(_json))
                {
                    _terminal.Output.WriteLine(JsonSerializer.Serialize(watcher, LineJson.Readable.DaemonWatcher));
                    return ExitCode.Ok;
                }

                DoneLine.Write(_terminal.Output, $"{SafeText.OneLine(watcher.Id)} {outcome}");
                return ExitCode.Ok;
            },
            token));
        return command;
    }

    private Task<ExitCode> ShowAsync(ParseResult parse, CancellationToken cancellationToken) => _server.UseAsync(
        parse,
        async client =>
        {
            var status = await client.Daemon.StatusAsync(cancellationToken);
            if (parse.GetValue(_json)) _terminal.Output.WriteLine(JsonSerializer.Serialize(status, LineJson.Readable.DaemonStatus));
            else WatcherTable.Write(_terminal.Output, status, _terminal.Clock);
            return ExitCode.Ok;
        },
        cancellationToken);
}
