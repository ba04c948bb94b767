using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>Keeps what was logged.</summary>
public sealed class RecordedLogs : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, EventId Event, string Text)> _entries = new();

    public IReadOnlyCollection<(LogLevel Level, EventId Event, string Text)> Entries => _entries;

    public string AllText => string.Join('\n', _entries.Select(entry => entry.Text));

    public bool Has(int eventId) => _entries.Any(entry => entry.Event.Id == eventId);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId, formatter(state, exception) + exception));

    public void Dispose()
    {
        // nothing held
    }
}
