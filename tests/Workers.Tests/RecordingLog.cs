using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Workers.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Event, Exception? Failure)> _entries = new();

    public IReadOnlyList<(LogLevel Level, int Event, Exception? Failure)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId.Id, exception));
}
