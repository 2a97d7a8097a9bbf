namespace Carillon.Features.Exec.Policy;

/// <summary>How long commands may be.</summary>
internal static class CommandBounds
{
    /// <summary>Characters in a line; what is longer is no line that anyone could decide on.</summary>
    public const int MaxLength = 64 * 1024;
}
