using System.Buffers;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>Starts commands in workspaces.</summary>
internal sealed class TerminalStarter(
    SandboxOptions options, IIdSource ids, TimeProvider clock, RunningTerminals running, ILogger logger)
{
    // What only a shell understands; a plain name is run as it is.
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create(" \t\n|&;<>()$`\\\"'*?[]#~=%!{}");

    /// <summary>Starts a command. Errors: PathOutsideWorkspace, NotFound, Invalid.</summary>
    public LocalTerminal Start(string root, TerminalRequest request, ITerminalObserver observer)
    {
        var folder = request.WorkingDirectory is { } named ? new Confinement(root).Resolve(named) : root;
        if (request.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
            throw new CarillonException(ErrorCode.Invalid, "an argument holds a zero character");

        var throughShell = request.Arguments.Count == 0 && request.Command.AsSpan().ContainsAny(ShellCharacters);
        var child = ChildProcess.Start(
            new ChildStart(
                throughShell ? "/bin/sh" : request.Command,
                throughShell ? ["-c", request.Command] : request.Arguments,
                folder,
                ChildEnvironment.Make(options.InheritedVariables, request.Environment),
                ids.NewId())
            {
                MergeError = true,
            },
            clock);
        child.Input.Close();

        var kept = Math.Clamp(request.OutputLimit ?? options.OutputBytes, 0, options.MaxOutputBytes);
        var surroundings = new TerminalSurroundings(options.DrainGrace, clock, running, logger);
        var terminal = new LocalTerminal(child, new OutputRing(kept), observer, surroundings);
        running.Add(terminal, root);
        terminal.Begin();
        return terminal;
    }
}
