using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon tail</c></summary>
internal sealed class TailCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;

    private readonly Argument<string[]> _globs = new("GLOB")
    {
        Description = "Types of events, such as 'turn.*' or '*.failed'; none means everything. Quote them, or the shell takes the stars",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _streams = new("--stream")
    {
        Description = "Only this stream; may be given several times",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _sessions = new("--session", "-s")
    {
        Description = "Only this session: its id, the end of its id, or its name; may be given several times",
        HelpName = "ID",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _after = new("--after")
    {
        Description = "Begin with what is kept after this point instead of now: 'start', an entry's cursor, or seq:N in one stream",
        HelpName = "CURSOR|start",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the entries as JSON Lines, as the server writes them" };

    public TailCommand(Terminal terminal)
        : base("tail", "Follow events as they happen")
    {
        Details = "Lost connections are made again and resumed where they broke off.";
        Examples =
        [
            new("carillon tail", "everything, from now on"),
            new("carillon tail 'turn.*' 'permission.*'", "these types"),
            new("carillon tail --after start --json '*.failed' | jq .data", "every failure that is kept, and the coming ones"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal);
        Add(_globs);
        Add(_streams);
        Add(_sessions);
        Add(_after);
        Add(_json);
        Add(_server);
        Runs((parse, cancellationToken) => _server.UseAsync(parse, client => RunAsync(client, parse, cancellationToken), cancellationToken));
    }

    private async Task<ExitCode> RunAsync(CarillonClient client, ParseResult parse, CancellationToken cancellationToken)
    {
        var streams = new List<string>(parse.GetValue(_streams) ?? []);
        foreach (var session in parse.GetValue(_sessions) ?? [])
        {
            streams.Add($"session:{await SessionNames.FindAsync(client, session, cancellationToken)}");
        }

        var request = new FollowRequest { Topics = parse.GetValue(_globs) ?? [], Streams = streams, From = From(parse.GetValue(_after)) };
        using var lines = parse.GetValue(_json) ? new JsonLines(_terminal.OutputBytes, _terminal.Error) : null;
        await ShowAsync(client.FollowAsync(request, cancellationToken), lines ?? (IFollowView)new EventLines(_terminal.Output, _terminal.Error, _terminal.Clock));
        return ExitCode.Ok;
    }

    private static async Task ShowAsync(IAsyncEnumerable<FollowItem> items, IFollowView view)
    {
        var isFirst = true;
        await using var following = items.GetAsyncEnumerator();
        while (true)
        {
            // What comes in one go is written in one go; nobody waits for it.
            var next = following.MoveNextAsync();
            if (!next.IsCompleted) view.Flush();
            if (!await next) return;

            // Who never got through wants to know; who did is brought back.
            if (isFirst && following.Current is FollowedReconnecting { Cause: var cause }) throw cause;
            isFirst = false;
            view.Show(following.Current);
        }
    }

    private static FollowFrom From(string? after) => after switch
    {
        null => FollowFrom.Now,
        "start" => FollowFrom.Start,
        _ => FollowFrom.Cursor(after),
    };
}
