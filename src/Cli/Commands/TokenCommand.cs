using System.CommandLine;
using System.Globalization;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Contracts.Identity;
using Carillon.Core.Identity;
using Carillon.Features.Identity.Tokens;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon token</c></summary>
internal sealed class TokenCommand : CliCommand
{
    private const string Never = "never";
    private readonly Terminal _terminal;
    private readonly DataOption _data;
    private readonly ConfigOption _config;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, a key a line", Recursive = true };
    private readonly Argument<string> _user = new("USER") { Description = "Who it stands for" };
    private readonly Argument<string> _id = new("ID") { Description = "Its id, as the list shows it" };

    private readonly Option<string> _tenant = new("--tenant")
    {
        Description = "Whose data it may see; dev is where everything is before there are keys",
        HelpName = "TENANT",
        DefaultValueFactory = _ => Caller.Dev.TenantId,
    };

    private readonly Option<string> _role = new("--role")
    {
        Description = $"What it may do: {string.Join(", ", RoleNames.All)}",
        HelpName = "ROLE",
        DefaultValueFactory = _ => RoleNames.Of(Role.Member),
    };

    private readonly Option<string> _expires = new("--expires")
    {
        Description = $"How long it holds, such as 12h, 90d or {Never}",
        HelpName = "TIME",
        DefaultValueFactory = _ => "90d",
    };

    private readonly Option<string?> _label = new("--label") { Description = "What it is for, to know it again", HelpName = "TEXT" };
    private readonly Option<string?> _email = new("--email") { Description = "Shown beside the user", HelpName = "EMAIL" };

    public TokenCommand(Terminal terminal)
        : base("token", "Make, list and revoke API keys")
    {
        Details = "Keys are kept as hashes in a file that a running server reads again when it changes.";
        Examples =
        [
            new("carillon token create ada --role owner --label laptop", "a key, shown once"),
            new("carillon token list", "what keys there are"),
            new("carillon token revoke 3f9a0c51d27e", "end one, and what it is connected to"),
        ];
        _terminal = terminal;
        _data = new DataOption(terminal) { Recursive = true };
        _config = new ConfigOption(terminal) { Recursive = true };
        Add(_json);
        Add(_data);
        Add(_config);
        Add(Word("create", "Make a key; it is printed once and never again", CreateAsync, _user, _tenant, _role, _expires, _label, _email));
        Add(Word("list", "List the keys; none of them can be read from it", ListAsync));
        Add(Word("revoke", "End a key; a running server ends what it allowed within a minute", RevokeAsync, _id));
    }

    private static Command Word(
        string name, string description, Func<ParseResult, CancellationToken, Task> action, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(async (parse, token) =>
        {
            await action(parse, token);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private TokenFile File(ParseResult parse)
    {
        var folder = _data.Folder(parse);
        return new TokenFile(ConfigOption.Load(_config.Sources(parse, folder, [])).Settings.Identity.TokensPath(folder), _terminal.Clock);
    }

    private async Task CreateAsync(ParseResult parse, CancellationToken token)
    {
        var wanted = new NewToken(
            parse.GetRequiredValue(_user),
            parse.GetRequiredValue(_tenant),
            RoleOf(parse.GetRequiredValue(_role)),
            LifetimeOf(parse.GetRequiredValue(_expires)),
            parse.GetValue(_label),
            parse.GetValue(_email));
        if (!IdentityNames.IsUserId(wanted.User)) throw new CliException(ExitCode.Usage, $"'{wanted.User}' cannot be a user's name", "It has no blanks and at most 128 characters.");
        if (!IdentityNames.IsTenantId(wanted.Tenant)) throw new CliException(ExitCode.Usage, $"'{wanted.Tenant}' cannot be a tenant's name", "It has letters, digits, '.', '_' and '-'.");
        var file = File(parse);
        var (record, key) = await file.CreateAsync(wanted, token);
        if (parse.GetValue(_json))
        {
            _terminal.Output.WriteLine(TokenLines.Json(record, key));
            return;
        }

        // The key alone, so that a script can take it; what is said about it goes beside.
        _terminal.Output.WriteLine(key);
        DoneLine.Write(_terminal.Error, $"{record.Id}: {TokenLines.Describe(record)}. The key is not shown again.");
        _terminal.Error.WriteLine($"  {file.Path}", Palette.Dim);
    }

    private Task ListAsync(ParseResult parse, CancellationToken token)
    {
        var records = File(parse).Read();
        if (!parse.GetValue(_json)) TokenLines.Write(_terminal.Output, records, _terminal.Clock);
        else foreach (var record in records) _terminal.Output.WriteLine(TokenLines.Json(record, key: null));
        return Task.CompletedTask;
    }

    private async Task RevokeAsync(ParseResult parse, CancellationToken token)
    {
        var id = parse.GetRequiredValue(_id);
        if (!await File(parse).RevokeAsync(id, token)) throw new CliException(ExitCode.Failed, $"There is no key '{id}'", "See what is there: carillon token list");
        DoneLine.Write(_terminal.Error, $"{id} is revoked");
    }

    private static Role RoleOf(string text) => RoleNames.Find(text)
        ?? throw new CliException(ExitCode.Usage, $"--role takes one of {string.Join(", ", RoleNames.All)}, not '{text}'");

    private static TimeSpan? LifetimeOf(string text)
    {
        if (text == Never) return null;
        var number = text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read < 100_000 ? read : 0;
        return (number > 0 ? text[^1] : ' ') switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => throw new CliException(ExitCode.Usage, $"--expires takes a time such as 12h, 90d or {Never}, not '{text}'"),
        };
    }
}
