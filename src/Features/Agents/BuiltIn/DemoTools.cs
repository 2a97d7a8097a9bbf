using System.Globalization;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>The demonstration agent's tools. Each shows itself as a tool call and returns what it found, or null when that failed.</summary>
internal sealed class DemoTools(AgentTurn turn)
{
    private const int ShownCharacters = 4000;
    private readonly FolderView _folder = new(turn.Folder);

    public string? Readme() => _folder.Readme();

    public async Task<IReadOnlyList<string>?> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var name = folder.Length == 0 ? "." : folder;
        var call = await turn.BeginToolAsync("read", $"List {name}", _folder.Find(name), name, cancellationToken);
        await turn.StartToolAsync(call, cancellationToken);
        var entries = _folder.List(name);
        var text = entries is null ? $"there is no folder '{name}' here" : entries.Count == 0 ? "(empty)" : string.Join('\n', entries);
        await turn.EndToolAsync(call, AgentTurn.Text(text), cancellationToken, failed: entries is null);
        return entries;
    }

    public async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var full = Path.Combine(turn.Folder, path);
        var call = await turn.BeginToolAsync("read", $"Read {Path.GetRelativePath(turn.Folder, full)}", full, path, cancellationToken);
        await turn.StartToolAsync(call, cancellationToken);
        return await TryAsync(call, async () =>
        {
            var text = await turn.ReadAsync(full, cancellationToken);
            await turn.EndToolAsync(call, AgentTurn.Text(Beginning(text)), cancellationToken);
            return text;
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> SearchAsync(string text, CancellationToken cancellationToken)
    {
        var call = await turn.BeginToolAsync("search", $"Search for \"{text}\"", null, text, cancellationToken);
        await turn.StartToolAsync(call, cancellationToken);
        var hits = await _folder.SearchAsync(text, cancellationToken);
        await turn.EndToolAsync(call, AgentTurn.Text(hits.Count == 0 ? "nothing found" : string.Join('\n', hits)), cancellationToken);
        return hits;
    }

    /// <summary>What became of it, in a word or two for people; null when nobody allowed it or it failed.</summary>
    public async Task<string?> WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var full = Path.Combine(turn.Folder, path);
        var old = _folder.Find(path) is { } existing && new FileInfo(existing) is { Exists: true, Length: > 0 and < ShownCharacters }
            ? await File.ReadAllTextAsync(existing, cancellationToken)
            : null;
        var diff = new DiffContent(full, old, content);
        var title = $"Write {path}";
        var call = await turn.BeginToolAsync("edit", title, full, path, cancellationToken);
        if (!await turn.AskAsync("edit", call, title, diff, cancellationToken)) return await RefusedAsync(call, cancellationToken);
        await turn.StartToolAsync(call, cancellationToken);
        return await TryAsync(call, async () =>
        {
            await turn.WriteAsync(full, content, cancellationToken);
            await turn.EndToolAsync(call, diff, cancellationToken);
            return old is null ? "wrote" : "replaced";
        }, cancellationToken);
    }

    /// <summary>The command's output and exit code; null when nobody allowed it or it could not be started.</summary>
    public async Task<CommandEnd?> RunAsync(string commandLine, CancellationToken cancellationToken)
    {
        var title = $"Run `{commandLine}`";
        var call = await turn.BeginToolAsync("execute", title, null, commandLine, cancellationToken);
        if (!await turn.AskAsync("execute", call, title, null, cancellationToken))
        {
            await RefusedAsync(call, cancellationToken);
            return null;
        }

        return await TryAsync(call, async () =>
        {
            var terminal = await turn.StartCommandAsync(commandLine, cancellationToken);
            await turn.StartToolAsync(call, cancellationToken, new TerminalContent(terminal));
            var (output, exitCode) = await turn.EndOfCommandAsync(terminal, cancellationToken);
            var ended = exitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}") : "ended by a signal";
            await turn.EndToolAsync(call, AgentTurn.Text($"{Beginning(output)}[{ended}]"), cancellationToken, failed: exitCode != 0);
            return new CommandEnd(output, ended);
        }, cancellationToken);
    }

    private async Task<T?> TryAsync<T>(string call, Func<Task<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (RpcException refused)
        {
            await turn.EndToolAsync(call, AgentTurn.Text(refused.Message), cancellationToken, failed: true);
            return null;
        }
    }

    private async Task<string?> RefusedAsync(string call, CancellationToken cancellationToken)
    {
        await turn.EndToolAsync(call, AgentTurn.Text("not allowed"), cancellationToken, failed: true);
        return null;
    }

    private static string Beginning(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}\n[…]\n";
}

/// <summary>How a command ended.</summary>
/// <param name="Result">In words.</param>
internal sealed record CommandEnd(string Output, string Result);
