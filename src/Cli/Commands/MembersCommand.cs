using System.CommandLine;
using System.Text.Json;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon members</c></summary>
internal sealed class MembersCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, a member a line", Recursive = true };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask first" };
    private readonly Argument<string> _user = new("USER") { Description = "A user's id" };
    private readonly Argument<string> _role = new("ROLE") { Description = "owner, admin, billing_admin, member or viewer" };

    public MembersCommand(Terminal terminal)
        : base("members", "Who belongs to your tenant, and with which role")
    {
        Examples =
        [
            new("carillon members", "everyone; for owners and admins"),
            new("carillon members whoami", "whom the server takes you for"),
            new("carillon members set ben viewer", "let someone read only"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal) { Recursive = true };
        Add(_json);
        Add(_server);
        Runs((parse, token) => _server.UseAsync(parse, client => ListAsync(client, parse, token), token));
        Add(Word("list", "Everyone; the same as no word at all", ListAsync));
        Add(Word("whoami", "Whom the server takes you for", WhoAmIAsync));
        Add(Word("set", "Give someone a role, or one who was removed a role again", SetAsync, _user, _role));
        var remove = Word("remove", "Let someone in no more, whatever credential they show", RemoveAsync, _user);
        remove.Add(_yes);
        Add(remove);
    }

    private Command Word(
        string name, string description, Func<CarillonClient, ParseResult, CancellationToken, Task> action, params ReadOnlySpan<Argument> arguments)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Add(argument);
        command.SetAction(async (parse, token) => (int)await _server.UseAsync(parse, client => action(client, parse, token), token));
        return command;
    }

    private async Task ListAsync(CarillonClient client, ParseResult parse, CancellationToken token)
    {
        var members = await client.Members.ListAsync(token);
        if (parse.GetValue(_json))
        {
            foreach (var member in members) WriteJson(member);
        }
        else
        {
            MemberTable.Write(_terminal.Output, members, _terminal.Clock);
        }
    }

    private async Task WhoAmIAsync(CarillonClient client, ParseResult parse, CancellationToken token)
    {
        var identity = await client.Members.WhoAmIAsync(token);
        _terminal.Output.WriteLine(parse.GetValue(_json)
            ? JsonSerializer.Serialize(identity, LineJson.Readable.Identity)
            : SafeText.OneLine($"{identity.UserId}, {identity.Role} in {identity.TenantId}"));
    }

    private async Task SetAsync(CarillonClient client, ParseResult parse, CancellationToken token)
    {
        var member = await client.Members.SetRoleAsync(parse.GetRequiredValue(_user), parse.GetRequiredValue(_role), token);
        if (parse.GetValue(_json)) WriteJson(member);
        else Say($"{member.UserId} is {member.Role} now");
    }

    private async Task RemoveAsync(CarillonClient client, ParseResult parse, CancellationToken token)
    {
        var user = parse.GetRequiredValue(_user);
        if (!parse.GetValue(_yes)) await Confirmation.AskAsync(_terminal, $"Let {SafeText.OneLine(user)} in no more?", token);
        await client.Members.RemoveAsync(user, token);
        if (!parse.GetValue(_json)) Say($"{user} is no member any more");
    }

    private void Say(string what) => DoneLine.Write(_terminal.Output, SafeText.OneLine(what));

    private void WriteJson(Member member) => _terminal.Output.WriteLine(JsonSerializer.Serialize(member, LineJson.Readable.Member));
}
