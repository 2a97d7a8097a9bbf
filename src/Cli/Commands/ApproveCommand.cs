using System.CommandLine;
using System.CommandLine.Parsing;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Cli.Turns;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon approve</c></summary>
internal sealed class ApproveCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Argument<string?> _request = new("REQUEST") { Description = "Which request: its id or the end of it; none lists what waits", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _allow = new("--allow") { Description = "Yes, this time" };
    private readonly Option<bool> _always = new("--always") { Description = "Yes, and do not ask again" };
    private readonly Option<bool> _deny = new("--deny") { Description = "No" };
    private readonly Option<bool> _json = new("--json") { Description = "Print what waits as JSON Lines" };

    public ApproveCommand(Terminal terminal)
        : base("approve", "Answer what agents ask: permissions and questions")
    {
        Details = "The first answer counts, whoever gives it.";
        Examples =
        [
            new("carillon approve", "what waits; on a terminal, answer it"),
            new("carillon approve 5d0e91b7 --allow", "from a script"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal);
        Add(_request);
        Add(_allow);
        Add(_always);
        Add(_deny);
        Add(_json);
        Add(_server);
        Validators.Add(RefuseSeveralAnswers);
        Runs((parse, cancellationToken) => _server.UseAsync(parse, client => RunAsync(client, parse, cancellationToken), cancellationToken));
    }

    private void RefuseSeveralAnswers(CommandResult result)
    {
        var answers = new[] { _allow, _always, _deny }.Count(option => result.GetValue(option));
        if (answers > 1) result.AddError("Give one of --allow, --always and --deny");
        if (answers > 0 && result.GetValue(_request) is null) result.AddError("Name the REQUEST that is answered; 'carillon approve' lists them");
    }

    private async Task<ExitCode> RunAsync(CarillonClient client, ParseResult parse, CancellationToken cancellationToken)
    {
        var pending = await client.Approvals.PendingAsync(cancellationToken);
        if (parse.GetValue(_request) is { } wanted)
        {
            var request = Find(pending, wanted);
            return Answer(parse) is { } kind
                ? await ResolveAsync(client, request, kind, cancellationToken)
                : await AskAsync(client, [request], cancellationToken);
        }

        if (parse.GetValue(_json)) WriteJson(pending);
        else if (_terminal.Keys is not null && pending.Count > 0) return await AskAsync(client, [.. pending.Select(Decode)], cancellationToken);
        else PendingTable.Write(_terminal.Output, [.. pending.Select(Decode)], _terminal.Clock);
        return ExitCode.Ok;
    }

    private PermissionKind? Answer(ParseResult parse) => parse switch
    {
        _ when parse.GetValue(_allow) => PermissionKind.AllowOnce,
        _ when parse.GetValue(_always) => PermissionKind.AllowAlways,
        _ when parse.GetValue(_deny) => PermissionKind.RejectOnce,
        _ => null,
    };

    private async Task<ExitCode> ResolveAsync(CarillonClient client, Event request, PermissionKind kind, CancellationToken cancellationToken)
    {
        if (request is not PermissionRequested permission)
        {
            throw new CliException(ExitCode.Usage, "This is a question, not a permission", "Answer it on a terminal: carillon approve REQUEST");
        }

        // An agent may offer less than was asked for; the nearest of the same sense is meant.
        var answer = kind switch
        {
            PermissionKind.AllowOnce => PlainAnswer.Yes(permission),
            PermissionKind.RejectOnce => PlainAnswer.No(permission),
            _ => kind,
        };
        var resolved = await client.Approvals.ResolveAsync(permission.SessionId, permission.RequestId, answer, cancellationToken);
        ApprovalLines.Write(new Page(_terminal.Output), resolved);
        return ExitCode.Ok;
    }

    private async Task<ExitCode> AskAsync(CarillonClient client, IReadOnlyList<Event> requests, CancellationToken cancellationToken)
    {
        if (_terminal.Keys is not { } keys)
        {
            throw new CliException(ExitCode.Usage, "Nobody can be asked here", "Give the answer: --allow, --always or --deny");
        }

        var page = new Page(_terminal.Output.IsTerminal ? _terminal.Output : _terminal.Error);
        foreach (var request in requests)
        {
            page.Enter(Block.Work);
            ApprovalLines.Write(page, request);
            var ask = PendingAsk.For(request)!;
            await AnswerAsync(keys, new DialogBox(page), ask, cancellationToken);
            await ask.SendAsync(client, cancellationToken);
            page.Line(new Part("  ✓ answered", Palette.Good));
        }

        return ExitCode.Ok;
    }

    private static async Task AnswerAsync(IKeys keys, DialogBox dialogs, PendingAsk ask, CancellationToken cancellationToken)
    {
        keys.Discard();
        dialogs.Open(ask);
        try
        {
            while (dialogs.Press(await keys.ReadAsync(cancellationToken)) is null)
            {
            }
        }
        finally
        {
            dialogs.Close(ask.RequestId);
        }
    }

    private void WriteJson(IReadOnlyList<PendingRequest> pending)
    {
        foreach (var request in pending)
        {
            _terminal.OutputBytes.Write(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(request, LineJson.Readable.PendingRequest));
            _terminal.OutputBytes.Write("\n"u8);
        }
    }

    private static Event Find(IReadOnlyList<PendingRequest> pending, string wanted)
    {
        var found = pending.Select(Decode).Where(request => StreamNames.IsMeant(PendingTable.IdOf(request), wanted)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CliException(ExitCode.Failed, $"Nothing called '{wanted}' waits for an answer", "It may have been answered, or have expired: carillon approve"),
            _ => throw new CliException(ExitCode.Usage, $"'{wanted}' could be any of {found.Count} requests", "Give more of the id: carillon approve"),
        };
    }

    private static Event Decode(PendingRequest request) => request.TryDecode(out var value)
        ? value
        : throw new CliException(ExitCode.Failed, $"The server asks something that this version does not know: {request.Type}");
}
