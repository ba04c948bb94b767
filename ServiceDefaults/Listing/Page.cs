using Dapper;

namespace PenguinMails.ServiceDefaults;

/// <summary>One page of a list, as <c>?page=1&amp;pageSize=50</c> asks for it.</summary>
public sealed record Page(int Number, int Size)
{
    /// <summary>How many items of one list can be reached and are counted. Who needs more narrows the filter.</summary>
    public const int Reach = 100_000;

    /// <summary>Items of a page when the query does not say.</summary>
    public const int DefaultSize = 50;

    /// <summary>Largest page.</summary>
    public const int MaxSize = 200;

    public int Offset => (Number - 1) * Size;

    /// <summary>Reads the query's values; records what is wrong with them.</summary>
    public static Page Parse(string? page, string? pageSize, FieldErrors errors)
    {
        var size = Within(pageSize ?? $"{DefaultSize}", MaxSize);
        errors.Require(size is not null, "pageSize", $"Must be a whole number from 1 to {MaxSize}.");
        var last = Reach / (size ?? MaxSize);
        var number = Within(page ?? "1", last);
        errors.Require(number is not null, "page", $"Must be a whole number from 1 to {last}. Narrow the filter to see what lies further down.");
        return new Page(number ?? 1, size ?? DefaultSize);
    }

    /// <summary>Reads the page from a query's rows, and counts the rows up to <see cref="Reach"/>.</summary>
    /// <param name="columns">What a row shows.</param>
    /// <param name="from">The tables, with the condition.</param>
    /// <param name="order">The order, total.</param>
    /// <param name="parameters">What the SQL names.</param>
    public async Task<PageOf<T>> ReadAsync<T>(DatabaseTransaction connection, string columns, string from, string order, object? parameters = null)
    {
        var all = new DynamicParameters(parameters);
        all.AddDynamicParams(new { Size, Offset, Reach });
        var items = await connection.QueryAsync<T>($"select {columns} from {from} order by {order} limit @Size offset @Offset", all);
        var total = await connection.ScalarAsync<int>($"select count(*) from (select from {from} limit @Reach) as matching", all);
        return new PageOf<T>(items, Number, Size, total);
    }

    private static int? Within(string text, int limit) =>
        int.TryParse(text, NumberStyles.None, null, out var number) && number >= 1 && number <= limit ? number : null;
}

/// <summary>A page's answer.</summary>
/// <param name="Items">The page's items, newest first.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many items match; counted up to 100,000.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Page, int PageSize, int Total)
{
    /// <summary>The same page with each item as it is shown.</summary>
    public PageOf<TShown> Select<TShown>(Func<T, TShown> show) => new([.. Items.Select(show)], Page, PageSize, Total);
}
