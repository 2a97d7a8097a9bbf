using System.Text;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Processes;
using Carillon.Core.Errors;

namespace Carillon.Features.Hooks.Running;

/// <summary>What an action came to.</summary>
/// <param name="Failure">Why it did not work out; null when it did.</param>
/// <param name="Errors">The end of what it printed on standard error.</param>
internal sealed record ActionEnd(string Output, string? Failure = null, string? Errors = null);

/// <summary>Runs hooks' commands. Nothing of one is left once it has ended, been given up, or taken too long.</summary>
internal sealed class HookCommand(HooksOptions options, MarkSource marks, TimeProvider clock)
{
    private const int MaxErrorBytes = 4 * 1024;
    private const int ExplainedExit = 2;

    public async Task<ActionEnd> RunAsync(CommandAction action, HookCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await using var child = ChildProcess.Start(Describe(action, call), clock);
            return await AttendAsync(child, HookValues.Json(call), either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ActionEnd("", $"it took longer than {timeout.TotalSeconds:0.###} seconds");
        }
        catch (CarillonException refused)
        {
            return new ActionEnd("", $"it could not be started: {refused.Message}");
        }
    }

    private ChildStart Describe(CommandAction action, HookCall call)
    {
        var values = HookValues.Environment(call, options.Folder);
        var environment = ChildEnvironment.Make(ChildEnvironment.DefaultNames, action.Environment);
        foreach (var (name, value) in values) environment[name] = value;
        var folder = call.WorkingDirectory is { } own && Directory.Exists(own) ? own : options.Folder;
        return action.Arguments is { } arguments
            ? new ChildStart(action.Command, arguments, folder, environment, marks.Next()) { EndTreeOnExit = true }
            : new ChildStart("/bin/sh", ["-c", action.Command], folder, environment, marks.Next()) { EndTreeOnExit = true };
    }

    private async Task<ActionEnd> AttendAsync(ChildProcess child, byte[] input, CancellationToken cancellationToken)
    {
        var writing = WriteAsync(child, input, cancellationToken);
        var output = ReadAsync(child.Output, options.MaxOutputBytes, keepsEnd: false, cancellationToken);
        var errors = ReadAsync(child.Error, MaxErrorBytes, keepsEnd: true, cancellationToken);
        try
        {
            var code = await child.Exited.WaitAsync(cancellationToken);
            var said = await errors;
            var failure = code switch
            {
                0 => null,
                ExplainedExit when said.Trim().Length > 0 => said.Trim(),
                _ => $"it failed with exit code {code}",
            };
            return new ActionEnd(await output, failure, said);
        }
        finally
        {
            await child.EndAsync(CancellationToken.None);
            await Task.WhenAll(writing, output, errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(ChildProcess child, byte[] input, CancellationToken cancellationToken)
    {
        try
        {
            await child.Input.WriteAsync(input, cancellationToken);
            child.Input.Close();
        }
        catch (IOException)
        {
            // It does not want to know.
        }
    }

    /// <summary>Reads to the end, so that the command is never held up, and keeps a part.</summary>
    private static async Task<string> ReadAsync(Stream stream, int most, bool keepsEnd, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (!keepsEnd) count = (int)Math.Min(count, most - kept.Length);
            kept.Write(buffer, 0, count);
            if (keepsEnd && kept.Length > most * 2)
            {
                var end = kept.ToArray().AsSpan()[^most..].ToArray();
                kept.SetLength(0);
                kept.Write(end);
            }
        }

        var bytes = kept.ToArray();
        return Encoding.UTF8.GetString(keepsEnd && bytes.Length > most ? bytes[^most..] : bytes);
    }
}
