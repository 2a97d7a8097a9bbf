using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Cli.Turns;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon prompt</c></summary>
internal sealed class PromptCommand : CliCommand
{
    private const int MaxNameLength = 60;
    private const string Ask = "ask";
    private const string Always = "always";
    private const string Never = "never";
    private readonly Terminal _terminal;
    private readonly ServerOption _server;

    private readonly Argument<string[]> _text = new("TEXT")
    {
        Description = "What the agent is to do; '-' or nothing reads it from standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _agent = new("--agent", "-a")
    {
        Description = "Which agent runs a new session",
        HelpName = "NAME",
        DefaultValueFactory = _ => "demo",
    };

    private readonly Option<string?> _session = new("--session", "-s")
    {
        Description = "Go on in a session: its id, the end of its id, or its name",
        HelpName = "ID",
    };

    private readonly Option<string> _approve = new("--approve")
    {
        Description = "How the agent's requests for permission are answered; where nobody can be asked, 'ask' means no",
        HelpName = $"{Ask}|{Always}|{Never}",
        DefaultValueFactory = _ => Ask,
    };

    private readonly Option<string?> _model = new("--model", "-m") { Description = "Which model the agent is to use from now on", HelpName = "NAME" };
    private readonly Option<string?> _thinking = new("--thinking") { Description = "How much it is to think from now on, if it lets that be chosen", HelpName = "LEVEL" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the turn's events as JSON Lines instead of drawing them" };

    public PromptCommand(Terminal terminal)
        : base("prompt", "Ask an agent to do something, and watch it work")
    {
        Examples =
        [
            new("carillon prompt \"What is in this folder?\"", "a new session with the demo agent"),
            new("carillon prompt -s af738220 \"Now write it down\"", "go on in a session"),
            new("git diff | carillon prompt --agent claude > review.md", "the prompt from a pipe, the answer to a file"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal);
        Add(_text);
        Add(_agent);
        Add(_session);
        Add(_model);
        Add(_thinking);
        Add(_approve);
        Add(_json);
        Add(_server);
        _approve.AcceptOnlyFromAmong(Ask, Always, Never);
        Validators.Add(RefuseAgentWithSession);
        Runs(RunAsync);
    }

    private void RefuseAgentWithSession(CommandResult result)
    {
        if (result.GetResult(_session) is not null && result.GetResult(_agent) is { Implicit: false })
        {
            result.AddError("--agent is for a new session; leave it out with --session");
        }
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(parse.GetValue(_text) ?? [], cancellationToken);
        return await _server.UseAsync(parse, client => RunAsync(client, parse, text, cancellationToken), cancellationToken);
    }

    private async Task<ExitCode> RunAsync(CarillonClient client, ParseResult parse, string text, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(client, parse, text, cancellationToken);
        var isNew = parse.GetValue(_session) is null;
        using var lines = parse.GetValue(_json) ? new JsonLines(_terminal.OutputBytes, _terminal.Error) : null;
        var prompt = new Prompt(text, parse.GetValue(_model), parse.GetValue(_thinking));
        var request = new TurnRequest(session.Id, session.AgentType, prompt, Approvals(parse), lines);
        var code = await new TurnWatch(client, _terminal, request).RunAsync(cancellationToken);
        if (isNew && lines is null) WriteWayOn(session);
        return code;
    }

    private ApprovalPolicy Approvals(ParseResult parse) => parse.GetValue(_approve) switch
    {
        Always => ApprovalPolicy.Always,
        Never => ApprovalPolicy.Never,
        _ => ApprovalPolicy.Ask,
    };

    private async Task<SessionMeta> OpenAsync(CarillonClient client, ParseResult parse, string text, CancellationToken cancellationToken)
    {
        if (parse.GetValue(_session) is { } wanted)
        {
            return await client.Sessions.GetAsync(await SessionNames.FindAsync(client, wanted, cancellationToken), cancellationToken);
        }

        var name = Columns.Cut(SafeText.OneLine(text), MaxNameLength);
        return await client.Sessions.CreateAsync(parse.GetRequiredValue(_agent), name, cancellationToken);
    }

    private void WriteWayOn(SessionMeta session)
    {
        var screen = _terminal.Output.IsTerminal ? _terminal.Output : _terminal.Error;
        screen.WriteLine($"  Go on with: carillon prompt -s {StreamNames.ShortId(session.Id)} \"…\"", Palette.Dim);
    }

    private async Task<string> ReadTextAsync(string[] words, CancellationToken cancellationToken)
    {
        var isFromInput = words is ["-"] || (words.Length == 0 && !_terminal.IsInputTerminal);
        var text = string.Join(' ', words);
        if (isFromInput)
        {
            using var reader = new StreamReader(_terminal.Input, Encoding.UTF8, leaveOpen: true);
            text = await reader.ReadToEndAsync(cancellationToken);
        }

        return string.IsNullOrWhiteSpace(text)
            ? throw new CliException(ExitCode.Usage, "There is nothing to ask", "Say what the agent is to do: carillon prompt \"What is in this folder?\"")
            : text.TrimEnd();
    }
}
