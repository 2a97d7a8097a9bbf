using Carillon.Cli;
using Carillon.Cli.Terminals;

using var interrupts = Interrupts.Listen();
return (int)await new CarillonProgram(StandardStreams.Open(interrupts)).RunAsync(args);
