package dev.sluice.chat.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with a profile of its own, and what a person does with the page in it. */
final class Browser implements AutoCloseable {
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a browser, or skips the test where there is none. */
    static Browser open() {
        Path binary = Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(
                binary != null && Files.isExecutable(DRIVER),
                "needs a browser and its driver: apt install chromium chromium-driver");
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        System.setProperty("webdriver.chrome.silentOutput", "true");
        var options = new ChromeOptions();
        options.setBinary(String.valueOf(binary));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        return new Browser(new ChromeDriver(options));
    }

    /** Makes the page so large, and a phone's if it is narrow. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Opens the page as for the first time, and enters. */
    Browser enter(String url, String name) {
        begin(url);
        type("#name", name, Keys.ENTER);
        return online();
    }

    /** Opens the page as for the first time. */
    void begin(String url) {
        driver.get(url + "icon.svg"); // where no script of the page would bring back what is cleared
        ask("localStorage.clear()");
        driver.get(url);
        problems(); // those of what was there before
    }

    /** Closes the windows that the page has opened. */
    void closeOthers() {
        String own = driver.getWindowHandle();
        for (String window : driver.getWindowHandles()) {
            if (!window.equals(own)) {
                driver.switchTo().window(window).close();
            }
        }
        driver.switchTo().window(own);
    }

    void reload() {
        driver.navigate().refresh();
    }

    Browser online() {
        until("document.body.dataset.connection === 'online'");
        return this;
    }

    void say(CharSequence text) {
        type("#text", text, Keys.ENTER);
    }

    void type(String css, CharSequence... keys) {
        WebElement field = shown(css);
        field.clear();
        field.sendKeys(keys);
    }

    void click(String css) {
        shown(css).click();
    }

    /** Waits until a message with exactly that text stands in the log. */
    void hears(String text) {
        until("[...document.querySelectorAll('#log .content')].some(one => one.textContent === arguments[0])", text);
    }

    /** Returns the texts of the messages in the log. */
    @SuppressWarnings("unchecked") // a list of strings is what the script returns
    List<String> heard() {
        return (List<String>) ask("return [...document.querySelectorAll('#log .content')].map(one => one.textContent)");
    }

    String text(String css) {
        return String.valueOf(ask("return document.querySelector(arguments[0]).textContent", css));
    }

    /** Waits until an expression in JavaScript is true. */
    void until(String expression, Object... arguments) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .withMessage(() -> expression + " " + List.of(arguments) + "; the page says: "
                        + ask("return document.body.innerText") + "; the log: " + problems())
                .until(_ -> Boolean.TRUE.equals(ask("return Boolean(" + expression + ")", arguments)));
    }

    Object ask(String script, Object... arguments) {
        Object answer = driver.executeScript(script, arguments);
        return answer == null ? "" : answer;
    }

    /** Returns what the browser has complained about: errors of scripts, and what the policy has blocked. */
    List<String> problems() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    void screenshot(Path file) throws IOException {
        File taken = driver.getScreenshotAs(OutputType.FILE);
        Files.copy(taken.toPath(), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private WebElement shown(String css) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .ignoring(StaleElementReferenceException.class)
                .until(page -> {
                    WebElement element = page.findElement(By.cssSelector(css));
                    return element.isDisplayed() ? element : null;
                });
    }

    @Override
    public void close() {
        driver.quit();
    }
}
