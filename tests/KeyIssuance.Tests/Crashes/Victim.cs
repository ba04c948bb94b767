namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>
/// A worker that dies as a killed process does: once it has had its last effect on the world outside, it never sees the answer, and
/// nothing that it still calls takes effect. A death leaves nothing but the world behind, so deaths between the same two effects are
/// the same: one before the first effect and one after each are all that there are.
/// </summary>
/// <param name="life">The number of effects that it lives to have; 0: it dies as soon as it has the operation.</param>
internal sealed class Victim(int life)
{
    private static readonly AsyncLocal<Victim?> Ambient = new();

    private readonly List<string> _effects = [];

    /// <summary>The victim whose work the present code is part of; null for all other work of the process.</summary>
    public static Victim? Current => Ambient.Value;

    /// <summary>What it did outside: the operation's step and the change, in order.</summary>
    public IReadOnlyList<string> Effects => _effects;

    /// <summary>The step that it works on; null before it knows the operation.</summary>
    public string? Step { get; set; }

    public bool IsDead => _effects.Count >= life;

    /// <summary>Does the work as this victim.</summary>
    public async Task WorkAsync(Func<Task> work)
    {
        Ambient.Value = this;
        try
        {
            await work();
        }
        catch (DeadException)
        {
            // The code that the process would have run on has ended.
        }
    }

    /// <summary>A call that changes nothing outside.</summary>
    public static Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        Current?.ThrowIfDead();
        return read();
    }

    /// <summary>A call that changes something outside, unless what it answers says otherwise.</summary>
    public static async Task<T> ActAsync<T>(string change, Func<Task<T>> act, Func<T, bool>? hasChanged = null)
    {
        Current?.ThrowIfDead();
        var result = await act();
        if (hasChanged?.Invoke(result) != false)
        {
            Current?.Happened(change);
        }

        return result;
    }

    /// <summary>Something has changed outside. The victim of whom it was the last effect dies now.</summary>
    public void Happened(string change)
    {
        _effects.Add(Step is null ? change : $"{Step} {change}");
        ThrowIfDead();
    }

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new DeadException();
        }
    }

    /// <summary>No failure that the service knows: it can only treat it as a bug.</summary>
    private sealed class DeadException() : Exception("The process is dead.");
}
