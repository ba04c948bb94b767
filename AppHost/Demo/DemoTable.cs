using System.Diagnostics;

namespace PenguinMails.AppHost.Demo;

/// <summary>Plays steps one after the other and prints how each went. After one that fails, the rest is not played.</summary>
internal sealed class DemoTable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Whether every step so far held.</summary>
    public bool AllHeld { get; private set; } = true;

    public static void WriteHeader() => Console.WriteLine($"\n  {"step",-58}{"took",9}{"at",9}");

    public async Task PlayAsync(string step, Func<Task> play)
    {
        if (!AllHeld)
        {
            Console.WriteLine($"  {step,-58}{"not played",18}");
            return;
        }

        var start = _clock.Elapsed;
        try
        {
            await play();
            Console.WriteLine($"  {step,-58}{(_clock.Elapsed - start).TotalSeconds,7:0.00} s{_clock.Elapsed.TotalSeconds,7:0.0} s");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            AllHeld = false;
            Console.WriteLine($"  {step,-58}{"FAILED",18}\n      {failure.Message}");
        }
    }
}
