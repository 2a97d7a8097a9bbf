namespace Carillon.Features.Exec.Shell;

/// <summary>No shell would take the line, or it is deeper than anyone would write it.</summary>
internal sealed class ShellSyntaxException(string message) : Exception(message);
