namespace Carillon.Features.Exec.Shell;

/// <summary>Finds every command of a line, however deep it stands.</summary>
internal static class Walk
{
    /// <summary>All of them, those of substitutions, here-documents and functions included.</summary>
    public static IEnumerable<SimpleCommand> All(Script script) => script.Pipelines.SelectMany(pipeline => pipeline.Commands).SelectMany(All);

    /// <summary>All of a command, itself included.</summary>
    public static IEnumerable<SimpleCommand> All(Command command) => Direct(command).SelectMany(simple => Inner(simple).SelectMany(All).Prepend(simple))
        .Concat(command is SimpleCommand ? [] : command.Redirections.SelectMany(redirection => redirection.Target.Inner).SelectMany(All));

    /// <summary>A command itself, or those of its group or function: what shares its input and output.</summary>
    public static IEnumerable<SimpleCommand> Direct(Command command) => command switch
    {
        SimpleCommand simple => [simple],
        Group group => group.Body.Pipelines.SelectMany(pipeline => pipeline.Commands).SelectMany(Direct),
        Function function => Direct(function.Body),
        _ => [],
    };

    private static IEnumerable<Script> Inner(SimpleCommand command) =>
        command.Words.Concat(command.Assignments.Select(assignment => assignment.Value))
            .Concat(command.Redirections.Select(redirection => redirection.Target))
            .SelectMany(word => word.Inner);
}
