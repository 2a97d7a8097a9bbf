using System.Buffers;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sandbox;

/// <summary>Reads what a terminal is to run.</summary>
internal static class TerminalCommand
{
    // What only a shell understands; a plain name is run as it is.
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create(" \t\n|&;<>()$`\\\"'*?[]#~=%!{}");

    public static Launch Of(TerminalRequest request)
    {
        var throughShell = request.Arguments.Count == 0 && request.Command.AsSpan().ContainsAny(ShellCharacters);
        return new Launch(throughShell ? "/bin/sh" : request.Command, throughShell ? ["-c", request.Command] : request.Arguments, request.Environment)
        {
            WorkingDirectory = request.WorkingDirectory,
            MergeError = true,
        };
    }
}
