namespace Carillon.Features.Sandbox.Enclosures;

/// <summary>The folders of a session, absolute and free of links.</summary>
/// <param name="Workspace">What its agent works on.</param>
/// <param name="Belongings">What else its processes keep: their home, their temporary files. Not there for a sandbox that has none.</param>
internal sealed record SessionPlace(string Workspace, string Belongings);
