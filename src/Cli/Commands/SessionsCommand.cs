using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon sessions</c></summary>
internal sealed class SessionsCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, a session a line", Recursive = true };
    private readonly Option<bool> _all = new("--all") { Description = "Archived ones too" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask first" };
    private readonly Argument<string> _session = new("SESSION") { Description = "Its id, the end of its id, or its name" };
    private readonly Argument<string> _name = new("NAME") { Description = "What it is to be called" };

    public SessionsCommand(Terminal terminal)
        : base("sessions", "List sessions, and look after them")
    {
        Examples =
        [
            new("carillon sessions", "what is there, newest first"),
            new("carillon sessions show af738220", "one of them, with its conversation"),
            new("carillon sessions stop af738220", "stop its turn"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal) { Recursive = true };
        Add(_json);
        Add(_server);
        Runs((parse, token) => _server.UseAsync(parse, client => ListAsync(client, all: false, parse, token), token));
        Add(Listing());
        Add(Word("show", "One session, with what was said lately", ShowAsync, _session));
        Add(Word("rename", "Give it another name", RenameAsync, _session, _name));
        Add(Word("archive", "Put it out of sight; nothing is lost", (client, id, parse, token) => ArchiveAsync(client, id, true, parse, token), _session));
        Add(Word("unarchive", "Bring it back", (client, id, parse, token) => ArchiveAsync(client, id, false, parse, token), _session));
        Add(Word("stop", "Stop the turn that runs in it", StopAsync, _session));
        var delete = Word("delete", "Remove it with all that belongs to it, for good", DeleteAsync, _session);
        delete.Add(_yes);
        Add(delete);
    }

    private Command Listing()
    {
        var list = new Command("list", "List them, newest first; the same as no word at all") { _all };
        list.SetAction(async (parse, token) => (int)await _server.UseAsync(parse, client => ListAsync(client, parse.GetValue(_all), parse, token), token));
        return list;
    }

    private Command Word(
        string name, string description, Func<CarillonClient, string, ParseResult, CancellationToken, Task> action, params ReadOnlySpan<Argument> arguments)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Add(argument);
        command.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            async client => await action(client, await SessionNames.FindAsync(client, parse.GetRequiredValue(_session), token), parse, token),
            token));
        return command;
    }

    private async Task<ExitCode> ListAsync(CarillonClient client, bool all, ParseResult parse, CancellationToken token)
    {
        var sessions = new List<SessionMeta>();
        await foreach (var session in client.Sessions.ListAllAsync(all, token)) sessions.Add(session);
        if (parse.GetValue(_json)) sessions.ForEach(WriteJson);
        else SessionTable.Write(_terminal.Output, sessions, _terminal.Clock);
        return ExitCode.Ok;
    }

    private async Task ShowAsync(CarillonClient client, string id, ParseResult parse, CancellationToken token)
    {
        var snapshot = await client.Sessions.SnapshotAsync(id, token);
        if (parse.GetValue(_json)) _terminal.Output.WriteLine(System.Text.Json.JsonSerializer.Serialize(snapshot, LineJson.Readable.SessionSnapshot));
        else SessionPaper.Write(_terminal.Output, snapshot, _terminal.Clock);
    }

    private async Task RenameAsync(CarillonClient client, string id, ParseResult parse, CancellationToken token) =>
        Say(await client.Sessions.RenameAsync(id, parse.GetRequiredValue(_name), token), "is now called so", parse);

    private async Task ArchiveAsync(CarillonClient client, string id, bool archived, ParseResult parse, CancellationToken token) =>
        Say(await client.Sessions.ArchiveAsync(id, archived, token), archived ? "is archived" : "is back", parse);

    private async Task StopAsync(CarillonClient client, string id, ParseResult parse, CancellationToken token)
    {
        await client.Turns.StopAsync(id, token);
        Say(await client.Sessions.GetAsync(id, token), "was stopped", parse);
    }

    private async Task DeleteAsync(CarillonClient client, string id, ParseResult parse, CancellationToken token)
    {
        var session = await client.Sessions.GetAsync(id, token);
        if (!parse.GetValue(_yes)) await Confirmation.AskAsync(_terminal, $"Remove {Called(session)} with its conversation and its files, for good?", token);
        await client.Sessions.DeleteAsync(id, token);
        Say(session, "is gone", parse);
    }

    private void Say(SessionMeta session, string what, ParseResult parse)
    {
        if (parse.GetValue(_json))
        {
            WriteJson(session);
            return;
        }

        DoneLine.Write(_terminal.Output, $"{Called(session)} {what}");
    }

    private void WriteJson(SessionMeta session) =>
        _terminal.Output.WriteLine(System.Text.Json.JsonSerializer.Serialize(session, LineJson.Readable.SessionMeta));

    private static string Called(SessionMeta session) =>
        session.Name is { } name ? $"{StreamNames.ShortId(session.Id)} ({SafeText.OneLine(name)})" : StreamNames.ShortId(session.Id);
}
