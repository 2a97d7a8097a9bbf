namespace Carillon.Features.Sandbox;

/// <summary>The chosen kind of sandbox cannot be had on this machine. The message says why and what to do.</summary>
public sealed class SandboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
