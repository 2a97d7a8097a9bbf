using System.CommandLine;
using System.Text.Json;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon files</c></summary>
internal sealed class FilesCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, a file or iteration a line" };
    private readonly Option<int> _depth = new("--depth") { Description = "How deep to look", HelpName = "1..32", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _iteration = new("--iteration", "-i") { Description = "As this iteration had it; else as it is", HelpName = "N" };
    private readonly Argument<string> _session = new("SESSION") { Description = "Its id, the end of its id, or its name" };
    private readonly Argument<string?> _folder = new("FOLDER") { Description = "Else the whole workspace", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string> _path = new("PATH") { Description = "In the workspace, with forward slashes" };

    public FilesCommand(Terminal terminal)
        : base("files", "The files of a session's workspace, as they are and as they were")
    {
        Examples =
        [
            new("carillon files list af738220 --depth 3", "what is there"),
            new("carillon files history af738220 notes.txt", "every content it had"),
            new("carillon files read af738220 notes.txt -i 1 | diff - notes.txt", "one of them, byte for byte"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal) { Recursive = true };
        Add(_server);
        Add(Word("list", "What is in a folder", ListAsync, _session, _folder, _depth, _json));
        Add(Word("read", "A file's content, byte for byte", ReadAsync, _session, _path, _iteration));
        Add(Word("history", "Every content that a file had, also one that is gone", HistoryAsync, _session, _path, _json));
    }

    private Command Word(
        string name, string description, Func<CarillonClient, string, ParseResult, CancellationToken, Task> action, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            async client => await action(client, await SessionNames.FindAsync(client, parse.GetRequiredValue(_session), token), parse, token),
            token));
        return command;
    }

    private async Task ListAsync(CarillonClient client, string session, ParseResult parse, CancellationToken token)
    {
        var listing = await client.Files.ListAsync(session, parse.GetValue(_folder), parse.GetValue(_depth), token);
        if (parse.GetValue(_json))
        {
            foreach (var file in listing.Files) _terminal.Output.WriteLine(JsonSerializer.Serialize(file, LineJson.Readable.FileItem));
        }
        else
        {
            FileTable.Write(_terminal.Output, listing.Files, _terminal.Clock);
        }

        if (listing.Truncated) _terminal.Error.WriteLine("There is more than one answer holds: name a folder, or look less deep.", Palette.Warning);
    }

    private async Task ReadAsync(CarillonClient client, string session, ParseResult parse, CancellationToken token)
    {
        var path = parse.GetRequiredValue(_path);
        var content = parse.GetValue(_iteration) is { } iteration
            ? await client.Files.ReadIterationAsync(session, path, iteration, token)
            : await client.Files.ReadAsync(session, path, token);

        // What an agent wrote may hold sequences that command a terminal; a pipe gets every byte.
        if (_terminal.Output.IsTerminal) _terminal.Output.WriteLine(SafeText.Of(content.Text));
        else await _terminal.OutputBytes.WriteAsync(content.Bytes, token);
    }

    private async Task HistoryAsync(CarillonClient client, string session, ParseResult parse, CancellationToken token)
    {
        var history = await client.Files.HistoryAsync(session, parse.GetRequiredValue(_path), token);
        if (!parse.GetValue(_json))
        {
            FileTable.Write(_terminal.Output, history, _terminal.Clock);
            return;
        }

        foreach (var iteration in history.Iterations) _terminal.Output.WriteLine(JsonSerializer.Serialize(iteration, LineJson.Readable.FileIteration));
    }
}
